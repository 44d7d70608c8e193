import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { NewEvent } from '../../src/webhooks/spool/record.js';
import { dedupeKey, maxSeen, openSeen } from '../../src/webhooks/spool/seen.js';
import { openSpool } from '../../src/webhooks/spool/spool.js';
import { leadEvent, until } from '../support/listener.js';
import { workdir } from '../support/workdir.js';

const event = (body: string): NewEvent => ({ id: `id ${body}`, receivedAt: 'then', body, signature: 's' });
const open = (directory: string, minNext = 1) => openSpool({ directory, minNext, onDurable: async () => {} });
const segments = (directory: string) => readdirSync(directory).filter((name) => name.startsWith('events-'));

test('events keep their order and numbers, also in the next process', async () => {
  const directory = workdir();
  const first = await open(directory);
  const added = await Promise.all(['a', 'b', 'c'].map((body) => first.add(event(body))));
  expect(added.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  await first.close();
  const second = await open(directory, 2);
  expect((await second.add(event('d'))).seq).toBe(4);
  expect((await second.read(2, 2)).map(({ body }) => body)).toEqual(['b', 'c']);
  expect((await second.read(3, 9)).map(({ body }) => body)).toEqual(['c', 'd']);
  await second.close();
});

test('what everybody has is removed from the disk, and numbers are not used again', async () => {
  const directory = workdir();
  const spool = await open(directory);
  await spool.add(event('a'));
  spool.release(2);
  await until(() => segments(directory).length === 0);
  expect((await spool.add(event('b'))).seq).toBe(2);
  spool.release(2);
  expect(segments(directory)).toEqual(['events-000000000002.ndjson']);
  spool.release(3);
  await spool.close();
  expect(segments(directory)).toEqual([]);
  const next = await open(directory, 3);
  expect((await next.add(event('c'))).seq).toBe(3);
  await next.close();
});

test('a torn last line was never confirmed, and is cut off; so is a file without a line', async () => {
  const directory = workdir();
  const spool = await open(directory);
  await spool.add(event('a'));
  await spool.close();
  const path = join(directory, segments(directory)[0] ?? '');
  const whole = readFileSync(path, 'utf8');
  writeFileSync(path, `${whole}{"seq":2,"id":"x"`);
  writeFileSync(join(directory, 'events-000000000002.ndjson'), '{"seq"');
  const next = await open(directory);
  expect(readFileSync(path, 'utf8')).toBe(whole);
  expect((await next.add(event('b'))).seq).toBe(2);
  await next.close();
});

test('a segment that is full is followed by another', async () => {
  const directory = workdir();
  const spool = await open(directory);
  const large = 'x'.repeat(2 ** 20);
  for (let i = 0; i < 6; i++) await spool.add({ ...event('x'), body: large });
  expect(segments(directory).length).toBe(2);
  expect((await spool.read(1, 10)).length).toBe(6);
  spool.release(5);
  await spool.close();
  expect(segments(directory)).toEqual(['events-000000000005.ndjson']);
});

test('a duplicate is an event of the same type, bot and conversation', () => {
  expect(dedupeKey(leadEvent(1))).toBe(dedupeKey(leadEvent(1, { more: 1 })));
  const others = [leadEvent(2), leadEvent(1, { chatbotId: 'b2' }), leadEvent(1, { eventType: 'x' })];
  for (const other of others) expect(dedupeKey(other)).not.toBe(dedupeKey(leadEvent(1)));
  expect(dedupeKey('{"eventType":"leads.submit"}')).toBeUndefined();
  expect(dedupeKey('[]')).toBeUndefined();
});

test('keys are remembered across processes, and not without bound', async () => {
  const path = join(workdir(), 'seen.ndjson');
  const first = await openSeen(path);
  await first.add(Array.from({ length: 2 * maxSeen }, (_, i) => `k${i}`));
  expect(first.has('k0')).toBe(true);
  await first.add(['last']);
  const second = await openSeen(path);
  for (const seen of [first, second])
    expect(['k0', `k${2 * maxSeen - 1}`, 'last'].map(seen.has)).toEqual([false, true, true]);
  writeFileSync(path, 'whole\ncut o');
  const third = await openSeen(path);
  expect(['whole', 'cut o'].map(third.has)).toEqual([true, false]);
});
