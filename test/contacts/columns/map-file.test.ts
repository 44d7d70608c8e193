import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readMap, refuseOtherHeaders, savedMap, writeMap } from '../../../src/contacts/columns/map-file.js';
import { columnsCalled } from '../../support/columns.js';
import { file, workdir } from '../../support/workdir.js';

const columns = columnsCalled(['id', 'first', 'spare2', 'customer', 'plan', 'left', 'Notes']);

describe('the decision behind a plan', () => {
  test('is told in the words of --map, without the columns of our reports', () => {
    const { columns: told, ...map } = savedMap([...columns, ...columnsCalled(['_line', '_code'])], 'hubspot');
    expect(map).toEqual({ version: 1, source: 'hubspot', headerHash: savedMap(columns, null).headerHash });
    expect(told.map(({ column, to }) => [column, to])).toEqual([
      ['id', 'external_id'],
      ['first', 'name:first'],
      ['spare2', 'spare-phone:2'],
      ['customer', 'stripe:with-email'],
      ['plan', 'custom_attributes.plan'],
      ['left', null],
      ['Notes', 'undecided'],
    ]);
  });

  test('has one hash for the same headers in any order, and others for others', () => {
    const hashes = [
      columns,
      columns.toReversed(),
      columns.slice(1),
      [...columns, ...columns.slice(1, 2)],
    ].map((some) => savedMap(some, null).headerHash);
    expect(hashes.map((hash) => hash === hashes[0])).toEqual([true, true, false, false]);
  });
});

describe('the file of a decision', () => {
  test('is read as it was written', async () => {
    const path = join(workdir(), 'map.json');
    const map = savedMap(columns, null);
    await writeMap(path, map);
    expect(await readMap(path)).toEqual(map);
    expect(readFileSync(path, 'utf8').endsWith('}\n')).toBe(true);
  });

  test('is not written over another, nor under an ending of another kind', async () => {
    const path = file('mine', 'map.json');
    await expect(writeMap(path, savedMap([], null))).rejects.toThrow();
    await expect(writeMap(join(workdir(), 'map.csv'), savedMap([], null))).rejects.toMatchObject({
      kind: 'usage',
    });
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  test.each([
    '',
    'no JSON',
    '[]',
    '{"version":1}',
    '{"version":2,"columns":[]}',
    '{"version":1,"columns":{}}',
    '{"version":1,"columns":[{"column":"a"}]}',
    '{"version":1,"columns":[{"column":1,"to":"b"}]}',
    '{"version":1,"columns":[{"column":"a","to":5}]}',
    '{"version":1,"columns":[null]}',
    '{"version":1,"columns":[{"column":"a","to":"b"},{"column":"c"}]}',
  ])('%j is none', async (content) => {
    await expect(readMap(file(content, 'map.json'))).rejects.toMatchObject({ kind: 'usage' });
  });

  test('that is not there is a usage failure that names it', async () => {
    const path = join(workdir(), 'map.json');
    await expect(readMap(path)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(path),
    });
  });
});

describe('other headers than the decision was about', () => {
  const map = savedMap(columns, null);
  const headers = columns.map(({ header }) => header);

  test.each([[headers], [headers.toReversed()], [[...headers, '_line', '_message']]])(
    '%j are the same',
    (now) => {
      expect(() => refuseOtherHeaders(now, map, '/tmp/map.json')).not.toThrow();
    },
  );

  test.each([
    [[...headers, 'New'], { added: 1, gone: 0 }],
    [headers.slice(2), { added: 0, gone: 2 }],
    [[...headers.slice(1), 'New', 'Newer'], { added: 2, gone: 1 }],
    [headers.map((header) => header.toUpperCase()), { added: headers.length, gone: headers.length }],
    [[...headers, 'Notes'], { added: 0, gone: 0 }],
  ])('%j are others: %j', (now, details) => {
    expect(() => refuseOtherHeaders(now, map, '/tmp/map.json')).toThrow(
      expect.objectContaining({ kind: 'usage', more: expect.objectContaining({ details }) }),
    );
  });
});
