import { describe, expect, test } from 'vitest';
import type { EmulatorOptions } from '../../../src/emulator/options.js';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { workdir } from '../../support/workdir.js';

const seed = new URL('../../support/full-seed.json', import.meta.url).pathname;

async function account(options: EmulatorOptions = {}) {
  const api = await emulator({ seed, ...options });
  const home = workdir();
  const cbase = (argv: readonly string[]) => run(argv, { env: { ...api.env, CHATBASE_BOT_ID: 'b1' }, home });
  return { api, cbase };
}

describe('attrs update', () => {
  test.each(['keep', 'default'] as const)(
    'changes only what it names, on a server whose PUT would %s the rest',
    async (put) => {
      const { cbase } = await account({ switches: { put } });
      const shown = async () => JSON.parse((await cbase(['attrs', 'get', 'plan', '--json'])).out) as object;
      const before = await shown();
      expect((await cbase(['attrs', 'update', 'plan', '--label', 'Subscription'])).code).toBe(0);
      expect(await shown()).toEqual({ ...before, label: 'Subscription' });
      expect((await cbase(['attrs', 'archive', 'plan'])).code).toBe(0);
      expect(await shown()).toEqual({ ...before, label: 'Subscription', archived: true });
    },
  );
});
