import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readContact } from '../../../src/api/contacts.js';
import { loadPlan } from '../../../src/contacts/plan/load-plan.js';
import type { Operation, PlanHeader } from '../../../src/contacts/plan/plan-file.js';
import { readPlan } from '../../../src/contacts/plan/read-plan.js';
import { planWriter } from '../../../src/contacts/plan/write-plan.js';
import { workdir } from '../../support/workdir.js';

const header = {
  kind: 'cbase contacts plan',
  version: 1,
  cbase: '1.2.3',
  made_at: '2026-01-01T00:00:00.000Z',
  bot: { id: 'b1', name: 'Support' },
  where: { local: false, origin: 'https://www.chatbase.co' },
  input: { name: 'a.csv', path: '/a.csv', bytes: 3, sha256: 'aa', dialect: 'CSV', rows_sha256: 'bb' },
  reading: {},
  limit: null,
  columns: [],
  column_options: {},
  settings: {},
  counts: { rows: 2, create: 1, update: 1, unchanged: 0, duplicate: 0, rejected: 0, delete: 1 },
  prune: { contacts: 10, max_delete: 1 },
  freed_addresses: 0,
  price: null,
} as unknown as PlanHeader;

const before = { id: 'c2', external_id: 'x2', name: 'Bo', updated_at: 5 };
const operations: readonly Operation[] = [
  {
    op: 'create',
    row: 1,
    line: 2,
    external_id: 'x1',
    contact: { external_id: 'x1', name: 'A\u2028 "da" \n' },
  },
  {
    ...{ op: 'update', row: 2, line: 3, external_id: 'x2', contact_id: 'c2', updated_at: 5 },
    changes: { name: { before: 'Bo', after: 'Bob' } },
  },
  {
    op: 'delete',
    external_id: 'x3',
    contact_id: 'c3',
    updated_at: 7,
    contact: { id: 'c3', external_id: 'x3', updated_at: 7 },
  },
];

async function written(head: PlanHeader = header, some: readonly Operation[] = operations) {
  const parts: string[] = [];
  const writer = planWriter(async (text) => void parts.push(text));
  await writer.begin(head);
  for (const operation of some) await writer.add([operation]);
  const digest = await writer.end();
  const path = `${workdir()}/plan.json`;
  writeFileSync(path, parts.join(''));
  return { path, digest, text: parts.join('') };
}

test('a plan is one JSON document, and is read as it was written', async () => {
  const { path, digest, text } = await written();
  expect(JSON.parse(text)).toEqual({ ...header, operations, digest: `sha256:${digest}` });
  const read: Operation[] = [];
  expect(await readPlan(path, (operation) => void read.push(operation))).toEqual({ header, digest });
  expect(read).toEqual(operations);
});

test('a plan without operations is a document, too', async () => {
  const { path, text } = await written(header, []);
  expect(JSON.parse(text).operations).toEqual([]);
  expect((await loadPlan(path)).deletes.size).toBe(0);
});

test('a plan says of each row and contact whether it may be touched', async () => {
  const { rows, deletes } = await loadPlan((await written()).path);
  expect([rows.mayCreate(0), rows.mayCreate(1), rows.mayCreate(2)]).toEqual([true, false, false]);
  const updates = [
    before,
    { ...before, phonenumber: '+49' },
    { ...before, updated_at: 6 },
    { ...before, name: 'Bea' },
    { ...before, id: 'c9' },
  ];
  expect(updates.map((raw) => rows.whyNotUpdate(1, readContact(raw)))).toEqual([
    undefined,
    undefined,
    'changed_since_plan',
    'changed_since_plan',
    'changed_since_plan',
  ]);
  expect(rows.whyNotUpdate(0, readContact(before))).toBe('exists_now');
  expect(rows.whyNotUpdate(5, readContact(before))).toBe('not_in_plan');
  const there = readContact({ id: 'c3', external_id: 'x3', updated_at: 7 });
  const moved = readContact({ id: 'c3', external_id: 'x3', updated_at: 8 });
  expect([deletes.isAsPlanned(there), deletes.has(moved), deletes.isAsPlanned(moved)]).toEqual([
    true,
    true,
    false,
  ]);
});

test.each<readonly [string, (text: string) => string, RegExp]>([
  ['another value', (text) => text.replace('"Bob"', '"Eve"'), /was edited or cut/],
  ['an operation less', (text) => text.replace(/\{"op":"create"[^\n]*\n/, ''), /was edited or cut/],
  ['an operation twice', (text) => text.replace(/\{"op":"delete".*\n/, '$&,$&'), /was edited or cut/],
  ['another bot', (text) => text.replace('"b1"', '"b2"'), /was edited or cut/],
  ['cut in an operation', (text) => text.slice(0, text.indexOf('Bob')), /was edited or cut/],
  ['cut before its digest', (text) => text.slice(0, text.indexOf('"digest"')), /was edited or cut/],
  ['something after its end', (text) => `${text}{}\n`, /was edited or cut/],
  ['pretty-printed', (text) => JSON.stringify(JSON.parse(text), null, 2), /is not a plan|was edited or cut/],
  ['empty', () => '', /is not a plan/],
  ['a table', () => 'external_id,name\nx1,Ada\n', /is not a plan/],
  ['another document', () => '{"operations": [\n]}\n', /is not a plan/],
])('a plan with %s is refused', async (_, edit, message) => {
  const { path } = await written();
  writeFileSync(path, edit(readFileSync(path, 'utf8')));
  await expect(loadPlan(path)).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringMatching(message),
    more: { advice: expect.stringContaining('cbase contacts plan FILE --out plan.json') },
  });
});

test('a plan that Git has checked out with the line ends of Windows is the same plan', async () => {
  const { path } = await written();
  const read = async () => {
    const held: Operation[] = [];
    const { digest } = await readPlan(path, (operation) => held.push(operation));
    return { digest, held };
  };
  const before = await read();
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('\n', '\r\n'));
  expect(await read()).toEqual(before);
});

test('a plan of a newer version is refused, and named as such', async () => {
  const { path } = await written({ ...header, version: 2, cbase: '9.0.0' });
  await expect(loadPlan(path)).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringContaining('was written by a newer cbase (9.0.0)'),
  });
});

test('a plan that is not there is named', async () => {
  await expect(loadPlan(`${workdir()}/none.json`)).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringContaining('no such file'),
  });
});
