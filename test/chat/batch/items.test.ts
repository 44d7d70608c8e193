import { describe, expect, test } from 'vitest';
import { type ItemFlags, readItems } from '../../../src/chat/batch/items.js';
import { testIo } from '../../support/io.js';
import { file } from '../../support/workdir.js';

const usage = expect.objectContaining({ kind: 'usage' });
const read = (content: string, name: string, flags: ItemFlags = {}) =>
  readItems(testIo(), file(content, name), flags);
const shown = async (content: string, name: string, flags: ItemFlags = {}) =>
  (await read(content, name, flags)).map(({ id, input }) => `${id}: ${input}`);
const lines = (...objects: readonly unknown[]) => objects.map((one) => JSON.stringify(one)).join('\n');

describe('prompts in text', () => {
  test('are a line each, known by its number; blank lines are none', async () => {
    expect(await shown('a\n\n b \r\nc', 'p.txt')).toEqual(['1: a', '3:  b ', '4: c']);
  });

  test('are blocks between separators, known by the line each begins at', async () => {
    expect(await shown('a\nb\n---\n---\n c\n --- \n\n', 'p.txt', { separator: '---' })).toEqual([
      '1: a\nb',
      '5: c',
    ]);
  });

  test('come from stdin with -', async () => {
    const [item] = await readItems(testIo({ stdin: 'hello\n' }), '-', {});
    expect(item).toEqual({
      ...{ id: '1', input: 'hello', messages: [{ role: 'user', content: 'hello' }] },
      ...{ bot: undefined, model: undefined, temperature: undefined },
    });
  });

  test.each(['', '\n \n'])('%j is refused: it holds none', async (content) => {
    await expect(read(content, 'p.txt')).rejects.toThrow(usage);
  });
});

describe('prompts in JSON lines', () => {
  test('are texts or objects, known by their own id or their line', async () => {
    const content = lines('a', { prompt: 'b', id: 'x' }, { prompt: 'c', id: 7 }, { prompt: 'd', other: 1 });
    expect(await shown(content.replace('\n', '\n\n'), 'p.jsonl')).toEqual(['1: a', 'x: b', '7: c', '5: d']);
  });

  test('have settings of their own, or none', async () => {
    const [one, two] = await read(
      lines({ prompt: 'a', bot: 'b1', model: 'm', temperature: 0 }, { prompt: 'b', bot: null }),
      'p.ndjson',
    );
    expect([one?.bot, one?.model, one?.temperature]).toEqual(['b1', 'm', 0]);
    expect([two?.bot, two?.model, two?.temperature]).toEqual([undefined, undefined, undefined]);
  });

  test('may be whole conversations that end with the user', async () => {
    const messages = [
      { role: 'assistant', content: 'Hi' },
      { role: 'user', content: 'How?' },
    ];
    expect(await read(lines({ messages }), 'p.jsonl')).toMatchObject([{ messages, input: messages }]);
  });

  test.each([
    'hello',
    '[]',
    'null',
    '""',
    '{}',
    '{"prompt":" "}',
    '{"prompt":1}',
    '{"prompt":"a","id":{}}',
    '{"prompt":"a","id":null}',
    '{"prompt":"a","model":5}',
    '{"prompt":"a","temperature":2}',
    '{"prompt":"a","temperature":"0"}',
    '{"messages":[]}',
    '{"messages":[{"role":"user","content":5}]}',
    '{"messages":[{"role":"system","content":"a"}]}',
    '{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}',
  ])('%s is refused, with its line', async (line) => {
    const refused = { kind: 'usage', message: expect.stringMatching(/\b2\b/) };
    await expect(read(`"fine"\n${line}\n`, 'p.jsonl')).rejects.toThrow(expect.objectContaining(refused));
  });

  test('two of one id are refused', async () => {
    await expect(read(lines({ prompt: 'a', id: 1 }, { prompt: 'b', id: '1' }), 'p.jsonl')).rejects.toThrow(
      usage,
    );
  });
});

describe('prompts in CSV', () => {
  test.each<readonly [string, ItemFlags, readonly string[]]>([
    ['question\na\nb\n', {}, ['2: a', '3: b']],
    ['id,question\nx,a\n,b\n', { column: 'question' }, ['x: a', '3: b']],
    ['question;note\n"a; b";n\n', { column: 'question' }, ['2: a; b']],
    ['question\tnote\na\tn\n', { column: 'question' }, ['2: a']],
    ['"question, in full",note\na,n\n', { column: 'question, in full' }, ['2: a']],
    ['question,note\n"a\nb",n\n', { column: 'question' }, ['2: a\nb']],
    ['question,note\n ,n\nb,n\n', { column: 'question' }, ['3: b']],
    ['note,question\nn\nn,b,more\n', { column: 'question' }, ['3: b']],
    ['id\na\n', {}, ['2: a']],
  ])('%j with %j are %j', async (content, flags, wanted) => {
    expect(await shown(content, 'p.csv', flags)).toEqual(wanted);
  });

  test.each<readonly [string, ItemFlags]>([
    ['id,question\n1,a\n', {}],
    ['id,question\n1,a\n', { column: 'answer' }],
    ['question\n', {}],
    ['', {}],
    ['question\n"open\n', {}],
  ])('%j with %j is refused', async (content, flags) => {
    await expect(read(content, 'p.CSV', flags)).rejects.toThrow(usage);
  });
});
