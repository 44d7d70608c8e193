import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSpool } from '../../../src/contacts/sending/spool.js';
import { workdir } from '../../support/workdir.js';

type Contact = readonly [ordinal: number, id: string, encoded: string];

/** What comes out of a spool when these contacts were put in, some at a time. */
async function spooled(contacts: readonly Contact[], atOnce = contacts.length) {
  const directory = workdir();
  const path = join(directory, 'spool');
  const spool = await createSpool(path);
  for (let i = 0; i < contacts.length; i += atOnce) {
    for (const [ordinal, id, encoded] of contacts.slice(i, i + atOnce)) spool.add(ordinal, id, encoded);
    await spool.flush();
  }
  await spool.close();
  const { mode } = await stat(path);
  const found: Contact[] = [];
  for await (const parcels of spool.parcels())
    for (const { ordinal, externalId, encoded } of parcels)
      found.push([ordinal, externalId, Buffer.from(encoded).toString('utf8')]);
  await spool.remove();
  return { found, mode: mode & 0o777, left: await readdir(directory) };
}

test.each<{ readonly contacts: readonly Contact[] }>([
  { contacts: [] },
  { contacts: [[0, '', '{}']] },
  { contacts: [[7, '"\n\t\\', '{"a":1}']] },
  { contacts: [[4_000_000_000, 'é山😀\ud800', '"é山😀"']] },
])('$contacts come out as they were put in', async ({ contacts }) => {
  const { found, mode, left } = await spooled(contacts);
  expect(found).toEqual(contacts);
  expect(mode).toBe(0o600);
  expect(left).toEqual([]);
});

test.each([1, 7, 5000])('contacts of any size come out in order, %i at a time', async (atOnce) => {
  const contacts = Array.from(
    { length: 5000 },
    (_, i): Contact => [
      i * 2,
      `id-${i}`,
      JSON.stringify({ name: i % 1000 === 7 ? '山'.repeat(300_000) : `Ada ${i}` }),
    ],
  );
  expect((await spooled(contacts, atOnce)).found).toEqual(contacts);
});
