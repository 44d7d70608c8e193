import { describe, expect, test } from 'vitest';
import { checkDeedFields, type Deed, printDeedFields, printDone } from '../../src/terminal/done.js';
import { testIo } from '../support/io.js';

const usage = expect.objectContaining({ kind: 'usage' });
const deed: Deed = { id: 'c1', words: 'Deleted \u001b[31mAda', raw: { message: 'ok', id: 'other' } };

async function printed(options: Parameters<typeof printDone>[1], tty = false): Promise<string> {
  const io = testIo({ tty });
  await printDone(io, options, deed);
  expect(io.err()).toBe('');
  return io.out();
}

describe('what was done', () => {
  test('is a sentence on a terminal, which does not act on it', async () => {
    expect(await printed({}, true)).toBe('Deleted ^[[31mAda.\n');
    expect(await printed({ format: 'table' })).toBe('Deleted ^[[31mAda.\n');
  });

  test('for programs is all that was answered, under the id it was done to', async () => {
    expect(JSON.parse(await printed({ json: true }, true))).toEqual({ message: 'ok', ok: true, id: 'c1' });
    expect(JSON.parse(await printed({ format: 'ndjson' }))).toEqual({ message: 'ok', ok: true, id: 'c1' });
    expect(await printed({ format: 'id' })).toBe('c1\n');
  });

  test('in a pipe is a line of CSV, with the fields that were chosen', async () => {
    expect((await printed({})).split('\n')[0]).toBe('id,done');
    expect(await printed({ fields: 'id' })).toBe('id\nc1\n');
  });
});

test('fields that do not exist are refused before anything is done; the others are listed', async () => {
  expect(() => checkDeedFields({ fields: 'id,name' })).toThrow(usage);
  expect(() => checkDeedFields({ fields: 'done,id' })).not.toThrow();
  const io = testIo();
  await printDeedFields(io, {});
  expect(io.out()).toBe('id\ndone\n');
});
