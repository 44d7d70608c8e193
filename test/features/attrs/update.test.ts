import { describe, expect, test } from 'vitest';
import { account } from '../../support/account.js';

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
