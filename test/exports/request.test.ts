import { describe, expect, test } from 'vitest';
import { readConvo } from '../../src/api/convos.js';
import { readLead } from '../../src/api/leads.js';
import { convos } from '../../src/exports/convos.js';
import type { Kind } from '../../src/exports/kind.js';
import { leads } from '../../src/exports/leads.js';
import { type ExportRequest, rowWriter, type WriteOptions } from '../../src/exports/request.js';
import type { Row } from '../../src/exports/row.js';
import { noChanges } from '../../src/exports/write/csv.js';

const usage = expect.objectContaining({ kind: 'usage' });
const lead = readLead({ id: 'l1', name: 'Ada', email: 'ada@example.com', extra: { a: 1 } });

/** A request that reads nothing: only how rows are written matters here. */
function request<T extends Row>(kind: Kind<T>, options: Partial<WriteOptions>): ExportRequest<T> {
  return {
    kind,
    list: { pages: () => (async function* () {})(), next: async () => undefined },
    range: {},
    readOptions: { ahead: 1, passes: 1, trustsOnePage: true, isBestEffort: false, takesUndated: true },
    bot: { id: 'b1', name: 'Support', others: [] },
    origin: 'https://api.example',
    sources: '',
    writeOptions: {
      ...{ format: 'ndjson', isForExcel: false, isRaw: false, fields: undefined, isByMessage: false },
      ...{ redact: [], redactKey: 'k', font: undefined },
      ...options,
    },
  };
}

async function text<T extends Row>(kind: Kind<T>, row: T, options: Partial<WriteOptions>): Promise<string> {
  const { format, written } = await rowWriter(request(kind, options), noChanges());
  return format.head + format.rows(written([row]), true);
}

describe('how rows are written', () => {
  test('JSON holds every field that was sent; with --fields it holds those', async () => {
    expect(JSON.parse(await text(leads, lead, {}))).toEqual(lead.raw);
    expect(await text(leads, lead, { fields: 'email,id' })).toBe('{"email":"ada@example.com","id":"l1"}\n');
  });

  test('a table has the columns of its kind; with --fields it has those, in that order', async () => {
    const csv = await text(leads, lead, { format: 'csv' });
    expect(csv.split('\n')[0]).toBe('id,created_at,name,email,phone,chatbot_id,other');
    expect(await text(leads, lead, { format: 'csv', fields: 'name,id' })).toBe('name,id\nAda,l1\n');
  });

  test('a field that does not exist is refused, also one of another kind of row', async () => {
    const messageField = { fields: 'role', isByMessage: false };
    await expect(rowWriter(request(leads, { fields: 'nope' }), noChanges())).rejects.toThrow(usage);
    await expect(rowWriter(request(convos, messageField), noChanges())).rejects.toThrow(usage);
  });

  test('each message can be a row, of a conversation without messages there is none', async () => {
    const messages = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello' },
    ];
    const options = {
      format: 'csv',
      isByMessage: true,
      fields: 'conversation_id,index,role,content',
    } as const;
    expect(await text(convos, readConvo({ id: 'c1', messages }), options)).toBe(
      'conversation_id,index,role,content\nc1,0,user,Hi\nc1,1,assistant,Hello\n',
    );
    expect(await text(convos, readConvo({ id: 'c1' }), options)).toBe('conversation_id,index,role,content\n');
  });

  test('what is redacted is redacted in cells and in JSON alike, and ids stay', async () => {
    expect(JSON.parse(await text(leads, lead, { redact: ['email'] }))).toMatchObject({
      name: 'Ada',
      email: expect.stringContaining('email-'),
    });
    const redact = ['email', 'name'] as const;
    const json = JSON.parse(await text(leads, lead, { redact }));
    expect(json).toMatchObject({ id: 'l1', extra: { a: 1 } });
    expect([json.name, json.email].join(' ')).toMatch(/^name-[0-9a-f]{16} email-[0-9a-f]{16}$/);
    const csv = await text(leads, lead, { redact, format: 'csv', fields: 'name,email' });
    expect(csv).toBe(`name,email\n${json.name},${json.email}\n`);
  });

  test('the guard of cells can be switched off', async () => {
    const formula = readLead({ id: 'l1', name: '=1+1' });
    expect(await text(leads, formula, { format: 'csv', fields: 'name' })).toBe("name\n'=1+1\n");
    expect(await text(leads, formula, { format: 'csv', fields: 'name', isRaw: true })).toBe('name\n=1+1\n');
  });
});
