import { describe, expect, test } from 'vitest';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { file } from '../../support/workdir.js';

const seed = new URL('../../support/full-seed.json', import.meta.url).pathname;

describe('contacts update', () => {
  test('refuses to drop a Stripe account that it cannot parse', async () => {
    const api = await emulator({ seed });
    const odd = [
      { label: 'old', stripe_id: 'cus_1' },
      { label: null, stripe_id: 'cus_2' },
    ];
    api.next('GET /chatbots/b1/contacts/*', {
      body: { data: { id: 'i', external_id: 'c1', stripe_accounts: odd } },
    });
    const { code, err } = await run(['contacts', 'update', 'c1', '--stripe', 'new=cus_9'], { env: api.env });
    expect([code, api.seen('PATCH /chatbots/b1/contacts/*')]).toEqual([2, []]);
    expect(err).toContain('which would be lost');
  });

  test('an attribute can be named like a flag, and setting and clearing it at once is refused', async () => {
    const attributes = ['color', 'input', 'json', 'plan'].map((name) => ({
      name,
      type: 'text',
      label: name,
    }));
    const contacts = [{ external_id: 'c1', custom_attributes: { color: 'red', plan: 'x' } }];
    const bot = { id: 'b1', name: 'B', source: 'x', attributes, contacts };
    const api = await emulator({ seed: file(JSON.stringify({ bots: [bot] }), 'seed.json') });
    const update = (...flags: string[]) => run(['contacts', 'update', 'c1', ...flags], { env: api.env });
    expect((await update('--unset', 'color', '--unset', 'json', '--json')).code).toBe(0);
    expect((await update('--data', '{"custom_attributes":{"plan":"pro"}}', '--unset', 'plan')).code).toBe(2);
    expect((await update('--data', '{"email":"a@b.example"}', '--unset', 'email')).code).toBe(2);
  });
});
