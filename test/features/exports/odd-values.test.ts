import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { run } from '../../support/io.js';
import { type ListRow, listServer } from '../../support/list-server.js';

const nowMs = Date.UTC(2026, 10, 24, 12);
const at = '2026-11-20T10:00:00.000Z';

/** The only record that an export of this row as CSV has. */
async function recordOf(row: ListRow, argv: readonly string[]): Promise<Record<string, string>> {
  const api = await listServer(() => [row]);
  const { code, out, err } = await run([...argv, '--raw-csv'], { env: api.env, nowMs });
  expect(code, err).toBe(0);
  const [record] = parse(out, { columns: true }) as Record<string, string>[];
  return record ?? {};
}

const odd = { first: 'Ada', last: 'Byron' };
const asCell = JSON.stringify(odd);

test.each([
  ['leads', ['id', 'name', 'email', 'phone', 'chatbot_id']],
  ['convos', ['id', 'source', 'customer', 'country', 'min_score', 'form_submission']],
] as const)(
  'I-10 a value of %s that is no text keeps its JSON in the cell of its column',
  async (noun, fields) => {
    const row = { created_at: at, messages: [], ...Object.fromEntries(fields.map((name) => [name, odd])) };
    const record = await recordOf(row, [noun, 'export']);
    expect(fields.map((name) => record[name])).toEqual(fields.map(() => asCell));
    const flags = { created_at: at, ...Object.fromEntries(fields.map((name) => [name, false])) };
    const other = await recordOf(flags, [noun, 'export']);
    expect(fields.map((name) => other[name])).toEqual(fields.map(() => 'false'));
  },
);

test('I-10 fields that are called like a column that is computed are in the last column', async () => {
  const lead = await recordOf({ id: 1, created_at: at, other: 'x' }, ['leads', 'export']);
  expect(JSON.parse(lead.other ?? '')).toEqual({ other: 'x' });
  const row = { id: 'c', created_at: at, messages: [], message_count: 7, other: 'x' };
  const convo = await recordOf(row, ['convos', 'export']);
  expect([convo.message_count, JSON.parse(convo.other ?? '')]).toEqual([
    '0',
    { message_count: 7, other: 'x' },
  ]);
});

test('I-10 of two times that share a column, the second one is in the last column', async () => {
  const [last, updated] = ['2026-11-21T10:00:00.123456+00:00', '2026-11-22T10:00:00.000Z'];
  const times = { created_at: at, messages: [] };
  const both = await recordOf({ ...times, last_message_at: last, updated_at: updated }, ['convos', 'export']);
  expect([both.last_message_at, JSON.parse(both.other ?? '')]).toEqual([
    '2026-11-21T10:00:00.123456Z',
    { updated_at: updated },
  ]);
  const one = await recordOf({ ...times, updated_at: updated }, ['convos', 'export']);
  expect([one.last_message_at, one.other]).toEqual([updated, '']);
  const none = await recordOf({ ...times, last_message_at: 'soon' }, ['convos', 'export']);
  expect(none.last_message_at).toBe('soon');
});

test('I-10 a message keeps fields that are called like those that identify its row', async () => {
  const message = {
    role: 'user',
    content: 'Hi',
    index: 7,
    conversation_id: 'x',
    createdAt: 'a',
    timestamp: 'b',
  };
  const row = { id: 'c', created_at: at, messages: [message] };
  const argv = ['convos', 'export', '--rows', 'messages'];
  const record = await recordOf(row, argv);
  expect([record.conversation_id, record.index, record.created_at, JSON.parse(record.other ?? '')]).toEqual([
    ...['c', '0', 'a'],
    { timestamp: 'b', message_conversation_id: 'x', message_index: 7 },
  ]);
  const api = await listServer(() => [row]);
  const { out } = await run([...argv, '--format', 'ndjson'], { env: api.env, nowMs });
  const { index, conversation_id, ...others } = message;
  expect(JSON.parse(out)).toEqual({
    ...{ conversation_id: 'c', index: 0, ...others },
    ...{ message_conversation_id: conversation_id, message_index: index },
  });
});

test.each(['1000/s', '10000', '0', '5/h'])('--rate %s is refused with what it can be', async (rate) => {
  const { code, err } = await run(['leads', 'export', '--rate', rate]);
  expect([code, err]).toEqual([2, expect.stringContaining('such as 5/s or 30/m, below 1000/s')]);
});
