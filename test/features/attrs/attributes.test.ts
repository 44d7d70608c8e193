import { describe, expect, test } from 'vitest';
import { emulator, heldContacts } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { workdir } from '../../support/workdir.js';

const seed = new URL('../../support/full-seed.json', import.meta.url).pathname;

async function account(options: Parameters<typeof emulator>[0] = {}) {
  const api = await emulator({ seed, ...options });
  const home = workdir();
  const cbase = (...argv: readonly string[]) =>
    run(argv, { env: { ...api.env, CHATBASE_BOT_ID: 'b1' }, home });
  const held = async (id: string) => (await heldContacts(api)).find(({ external_id }) => external_id === id);
  return { api, cbase, held, home };
}

describe('attributes', () => {
  test('a name is checked against the documented rules, with a warning that it is permanent', async () => {
    const { api, cbase } = await account();
    const made = await cbase('attrs', 'create', 'customer_since', '--type', 'date', '--json');
    expect(JSON.parse(made.out)).toMatchObject({
      name: 'customer_since',
      type: 'date',
      label: 'Customer since',
    });
    expect(made.err).toContain('customer_since cannot be deleted');
    expect((await cbase('attrs', 'create', 'sub-tier', '--type', 'text')).err).toContain(
      'the server decides',
    );
    for (const name of ['1st', 'Größe', 'a b', '', '_x']) {
      const { code, err } = await cbase('attrs', 'create', name, '--type', 'text');
      expect([code, err]).toEqual([2, expect.stringContaining('is not a valid attribute name')]);
    }
    expect(api.seen('POST /chatbots/b1/custom-attributes').length).toBe(2);
  });

  test('are archived and unarchived, and unknown ones are named in the error', async () => {
    const { cbase } = await account();
    expect(JSON.parse((await cbase('attrs', 'archive', 'plan', '--json')).out).archived).toBe(true);
    expect(JSON.parse((await cbase('attrs', 'unarchive', 'plan', '--json')).out).archived).toBe(false);
    expect(await cbase('attrs', 'get', 'nope')).toMatchObject({
      code: 5,
      err: expect.stringContaining('Choose from: plan, seats, old_tier'),
    });
    expect((await cbase('attrs', 'archive', 'nope')).err).toContain('cbase attrs list');
    expect((await cbase('attrs', 'update', 'plan')).code).toBe(2);
  });
});
