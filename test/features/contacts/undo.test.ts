import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { EmulatorOptions } from '../../../src/emulator/options.js';
import { contactsPath } from '../../support/contacts.js';
import { emulator, heldIds, type TestEmulator } from '../../support/emulator.js';
import { going, importing, inDoubt, type Place, place, rows } from '../../support/import-runs.js';

describe('undo', () => {
  async function imported(options: EmulatorOptions = {}): Promise<readonly [TestEmulator, Place, string]> {
    const [api, at] = [await emulator(options), place(rows(5))];
    await api.ask('POST', contactsPath, { users: [{ external_id: 'old', name: 'Old' }] });
    expect((await importing(api, at)).code).toBe(0);
    return [api, at, JSON.parse(readFileSync(`${at.directory}/manifest.json`, 'utf8')).run];
  }

  test.each(['either', 'internal', 'external'] as const)(
    'deletes what the run created and saves it to a file, where {contactId} is %s',
    async (contactId) => {
      const [api, at, name] = await imported({ switches: { contactId } });
      const { code, out } = await going(api, at, 'undo', ['--confirm', name, '--json']);
      const undone = JSON.parse(out);
      expect([code, undone.deleted, await heldIds(api)]).toEqual([0, 5, ['old']]);
      const kept = readFileSync(undone.kept, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).external_id);
      expect(kept).toEqual(['r0', 'r1', 'r2', 'r3', 'r4']);
    },
  );

  test('leaves contacts alone that have changed since, and exits 3', async () => {
    const [api, at, name] = await imported({
      now: (() => {
        let ms = 1_800_000_000_000;
        return () => (ms += 1000);
      })(),
    });
    await api.ask('PATCH', `${contactsPath}/r2`, { data: { name: 'By hand' } });
    const { code, out } = await going(api, at, 'undo', ['--confirm', name]);
    expect([code, out]).toEqual([3, expect.stringContaining('1 has changed since and was left alone: r2')]);
    expect(await heldIds(api)).toEqual(['old', 'r2']);
  });

  test('requires the name of the run, and an undone run cannot be resumed', async () => {
    const [api, at, name] = await imported();
    const asked = await going(api, at, 'undo');
    expect([asked.code, asked.err]).toEqual([2, expect.stringContaining(`--confirm ${name}`)]);
    const wrong = await going(api, at, 'undo', ['--confirm', 'other']);
    expect([wrong.code, (await heldIds(api)).length]).toEqual([2, 6]);
    await going(api, at, 'undo', ['--confirm', name]);
    const { code, err } = await going(api, at, 'resume');
    expect([code, err]).toEqual([2, expect.stringContaining('was undone')]);
  });

  test('is refused while rows are in doubt', async () => {
    const [api, at] = await inDoubt('after');
    const { code, err } = await going(api, at, 'undo', ['--confirm', 'x']);
    expect([code, err]).toEqual([2, expect.stringMatching(/rows in doubt.*import resolve/)]);
  });

  test('after an interruption is completed by the same command', async () => {
    const [api, at, name] = await imported();
    api.next(`DELETE ${contactsPath}/*`, { skip: 2, status: 401, body: { message: 'Unauthorized access' } });
    expect((await going(api, at, 'undo', ['--confirm', name])).code).toBe(4);
    expect((await going(api, at, 'undo', ['--confirm', name])).code).toBe(0);
    expect(await heldIds(api)).toEqual(['old']);
  });
});
