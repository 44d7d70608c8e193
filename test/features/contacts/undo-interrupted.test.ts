import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { startCli } from '../../support/cli.js';
import { contactsPath } from '../../support/contacts.js';
import type { TestEmulator } from '../../support/emulator.js';
import type { Place } from '../../support/import-runs.js';
import { contactsNow, undone, updatedBot } from '../../support/updates.js';

const held = Array.from({ length: 12 }, (_, i) => ({
  external_id: `old${i}`,
  name: `Name ${i}`,
  email: `old${i}@example.com`,
}));
const csv = [
  'external_id,name,email,company',
  ...held.map(({ external_id, email }, i) => `${external_id},Changed ${i},${email},Acme`),
  ...Array.from({ length: 8 }, (_, i) => `new${i},New ${i},new${i}@example.com,Acme`),
  '',
].join('\n');

/** Starts an undo in a process of its own, and sends it a signal when the server has the n-th such request. */
async function stoppedAt(api: TestEmulator, at: Place, signal: NodeJS.Signals, method: string, n: number) {
  const child = startCli(['contacts', 'import', 'undo', at.directory, '--yes'], {
    env: { ...api.env, HOME: at.home },
  });
  const add = api.log.add.bind(api.log);
  let seen = 0;
  api.log.add = (request, raw, body) => {
    if (request.method === method && ++seen === n) child.kill(signal);
    return add(request, raw, body);
  };
  const ended = await child;
  api.log.add = add;
  return { code: ended.exitCode, signal: ended.signal, err: String(ended.stderr), seen };
}

describe('an undo that is stopped in the middle', () => {
  test.each([
    ['DELETE', 1],
    ['DELETE', 5],
    ['PATCH', 1],
    ['PATCH', 6],
    ['PATCH', 12],
  ] as const)(
    'kill -9 at %s %i, and the same command again, end like an undisturbed one',
    async (method, n) => {
      const { api, at, before } = await updatedBot(held, csv);
      const killed = await stoppedAt(api, at, 'SIGKILL', method, n);
      expect([killed.signal, killed.seen]).toEqual(['SIGKILL', expect.any(Number)]);
      const { code, said } = await undone(api, at);
      expect([code, said]).toMatchObject([0, { ok: true, changed: [], notPutBack: [] }]);
      expect(await contactsNow(api)).toEqual(before);
    },
  );

  test('Ctrl-C ends it with what was done, and the last run is proposed again', async () => {
    const { api, at, before } = await updatedBot(held, csv);
    const stopped = await stoppedAt(api, at, 'SIGINT', 'PATCH', 3);
    expect([stopped.code, stopped.err]).toEqual([
      130,
      expect.stringMatching(/Stopped after putting back \d of 12 updated contacts/),
    ]);
    expect(stopped.seen).toBeLessThan(12);
    const journal = readFileSync(`${at.directory}/journal.ndjson`, 'utf8');
    const settled = [...journal.matchAll(/"rows":"(\d+)","as":"put back"/g)].map(([, row]) => row);
    api.log.clear();
    expect((await undone(api, at)).code).toBe(0);
    expect(api.seen(`PATCH ${contactsPath}/*`).length).toBe(12 - settled.length);
    expect(await contactsNow(api)).toEqual(before);
  });

  test('memory does not grow with what is put back', { timeout: 60_000 }, async () => {
    const long = 'x'.repeat(30_000);
    const users = Array.from({ length: 1500 }, (_, i) => ({ external_id: `r${i}`, name: `${long}${i}` }));
    const rows = users.map(({ external_id }) => `${external_id},Short`);
    const { api, at, before } = await updatedBot(users, `external_id,name\n${rows.join('\n')}\n`);
    const env = { ...api.env, HOME: at.home, NODE_OPTIONS: '--max-old-space-size=40' };
    const child = await startCli(['contacts', 'import', 'undo', at.directory, '--yes'], { env });
    expect([child.exitCode, child.stdout]).toEqual([0, expect.stringContaining('Put back 1,500 contacts')]);
    expect(await contactsNow(api)).toEqual(before);
  });
});
