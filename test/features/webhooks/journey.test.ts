import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emulator } from '../../support/emulator.js';
import {
  deliver,
  freePort,
  leadEvent,
  listener,
  receiver,
  secret,
  signatureOf,
  until,
} from '../../support/listener.js';
import { workdir } from '../../support/workdir.js';

const linesOf = (path: string) =>
  existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
const idsOf = (bodies: readonly string[]) => bodies.map((body) => JSON.parse(body).payload.conversationId);
const spoolOf = (home: string, port = 0) => join(home, `.local/state/cbase/webhooks/port-${port}`);

test('a webhook of the emulator reaches a file while the target is down, and the target when it is up', {
  timeout: 60_000,
}, async () => {
  const [hook, down] = [await freePort(), await freePort()];
  const home = workdir();
  const path = join(home, 'leads.ndjson');
  const target = `http://127.0.0.1:${down}/crm`;
  const argv = ['--port', String(hook), '--append', path, '--forward', target];
  const first = await listener(argv, { home });
  const api = await emulator({ webhook: { url: first.url, secret } });
  await api.visited('leads', [
    { name: 'Ada', email: 'ada@example.com', conversationId: 'v-1' },
    { name: 'Ben', conversationId: 'v-2' },
  ]);
  await until(() => linesOf(path).length === 2);
  await until(() => /--forward: cannot reach 127\.0\.0\.1:\d+ \(ECONNREFUSED\)/.test(first.err()));
  expect(await first.stop('SIGTERM')).toMatchObject({
    code: 143,
    err: expect.stringContaining('2 events for --forward are still spooled'),
  });
  const up = await receiver(() => 200, down);
  const second = await listener(argv, { home });
  expect(second.err()).toContain('--forward: 2 events are left from before');
  await until(() => up.got.length === 2);
  await api.visited('leads', [{ name: 'Cat', conversationId: 'v-3' }]);
  await until(() => up.got.length === 3 && linesOf(path).length === 3);
  expect(await second.stop('SIGINT')).toMatchObject({ code: 130 });
  expect(idsOf(linesOf(path))).toEqual(['v-1', 'v-2', 'v-3']);
  expect(idsOf(up.got.map(({ body }) => body))).toEqual(['v-1', 'v-2', 'v-3']);
  for (const { body, headers } of up.got)
    expect(headers).toMatchObject({
      'x-chatbase-signature': signatureOf(body),
      'idempotency-key': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  expect(up.got.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined, undefined]);
  // What everybody has is not kept.
  expect(readdirSync(spoolOf(home, hook)).filter((name) => name.startsWith('events-'))).toEqual([]);
});

test('a listener that is killed again and again loses nothing, and appends nothing twice', {
  timeout: 120_000,
}, async () => {
  const home = workdir();
  const path = join(home, 'events.ndjson');
  const up = await receiver((received) => (received % 40 === 0 ? 503 : 200));
  const argv = ['--append', path, '--forward', up.url];
  const confirmed: string[] = [];
  for (let round = 0; round < 6; round++) {
    const running = await listener(argv, { home });
    // Killed earlier and later in the stream of events.
    const killAt = [0, 1, 5, 20, 40, 60][round] ?? 0;
    const sent = Array.from({ length: 60 }, (_, i) => `${round}-${i}`);
    let answered = 0;
    await Promise.all(
      sent.map(async (id) => {
        const answer = await deliver(running.url, leadEvent(id)).catch(() => undefined);
        if (answer?.status === 200) confirmed.push(`v-${id}`);
        if (++answered === killAt) running.child.kill('SIGKILL');
      }),
    );
    running.child.kill('SIGKILL');
    await running.ended;
  }
  const last = await listener(argv, { home });
  await deliver(last.url, leadEvent('end'));
  await until(() => idsOf(linesOf(path)).includes('v-end'));
  await until(() => up.got.some(({ body }) => body.includes('v-end')));
  await last.stop('SIGTERM');
  const appended = idsOf(linesOf(path));
  expect(appended.length).toBe(new Set(appended).size);
  const forwarded = new Set(idsOf(up.got.map(({ body }) => body)));
  expect(confirmed.length).toBeGreaterThan(60);
  for (const id of confirmed) expect([appended.includes(id), forwarded.has(id)], id).toEqual([true, true]);
  // The same event has the same key in every attempt, and the first attempts come in the order of the file.
  const keys = new Map<string, unknown>();
  for (const { body, headers } of up.got) {
    const known = keys.get(body) ?? headers['idempotency-key'];
    expect(headers['idempotency-key']).toBe(known);
    keys.set(body, known);
  }
  expect([...forwarded]).toEqual(appended);
});

test('500 events at 50 at once over kept connections arrive once each, and none is logged with its secret', {
  timeout: 120_000,
}, async () => {
  const home = workdir();
  const path = join(home, 'events.ndjson');
  const running = await listener(['--append', path, '-v', '--exec', 'true'], { home });
  const ids = Array.from({ length: 500 }, (_, i) => i);
  const statuses = new Set<number>();
  await Promise.all(
    Array.from({ length: 50 }, async () => {
      for (let id = ids.shift(); id !== undefined; id = ids.shift())
        statuses.add((await deliver(running.url, leadEvent(id))).status);
    }),
  );
  expect([...statuses]).toEqual([200]);
  await until(() => linesOf(path).length === 500);
  const args = readFileSync(`/proc/${running.child.pid}/cmdline`, 'utf8');
  const { code, out, err } = await running.stop('SIGTERM');
  expect(code).toBe(143);
  expect(new Set(idsOf(linesOf(path))).size).toBe(500);
  expect(idsOf(out.split('\n').slice(0, -1))).toEqual(idsOf(linesOf(path)));
  expect(err.match(/POST \/ → 200/g)).toHaveLength(500);
  const spool = spoolOf(home);
  const kept = readdirSync(spool, { recursive: true, encoding: 'utf8' })
    .map((name) => join(spool, name))
    .filter((name) => statSync(name).isFile());
  for (const text of [args, out, err, ...kept.map((name) => readFileSync(name, 'utf8'))])
    expect(text).not.toContain(secret);
  for (const name of [...kept, path]) expect([name, statSync(name).mode & 0o777]).toEqual([name, 0o600]);
});

test('SIGTERM in the middle: what was confirmed is in the file, and nothing is in it twice', {
  timeout: 60_000,
}, async () => {
  const home = workdir();
  const path = join(home, 'events.ndjson');
  const running = await listener(['--append', path], { home });
  const confirmed: string[] = [];
  const sending = Array.from({ length: 100 }, async (_, i) => {
    const answer = await deliver(running.url, leadEvent(i)).catch(() => undefined);
    if (answer?.status === 200) confirmed.push(`v-${i}`);
    if (confirmed.length === 10) running.child.kill('SIGTERM');
  });
  await Promise.all(sending);
  expect((await running.ended).code).toBe(143);
  const appended = idsOf(linesOf(path));
  expect(appended.length).toBe(new Set(appended).size);
  expect(appended).toEqual(expect.arrayContaining(confirmed));
});
