import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Row } from '../../../src/exports/row.js';
import { noChanges, plainCsv } from '../../../src/exports/write/csv.js';
import {
  arrayFormat,
  linesFormat,
  streamed,
  type TextFormat,
  tableFormat,
} from '../../../src/exports/write/text-formats.js';
import { collected, streamOf } from '../../support/iterables.js';
import { rowAt } from '../../support/rows.js';

const columns = { id: ({ id }: Row) => id, made: ({ createdAtMs }: Row) => createdAtMs };
const all = { columns, isChosen: false };
const chosen = { columns, isChosen: true };
const rows = [rowAt('a', undefined, { more: [1] }), rowAt('b'), rowAt('c')];

/** The whole text of pages that hold so many of the rows each. */
async function text(format: TextFormat<Row>, ...sizes: readonly number[]): Promise<string> {
  const left = [...rows];
  const pages = sizes.map((size) => left.splice(0, size));
  return (await collected(streamed(streamOf(...pages), format))).join('');
}

describe('one JSON array', () => {
  test.each([[[]], [[0]], [[0, 0]]])('of pages of %j rows is empty', async (sizes) => {
    expect(await text(arrayFormat(all), ...sizes)).toBe('[]\n');
  });

  test.each([[[3]], [[1, 2]], [[1, 1, 1]], [[0, 2, 0, 1, 0]]])(
    'of pages of %j rows is the same',
    async (sizes) => {
      expect(await text(arrayFormat(all), ...sizes)).toBe(
        '[\n  {"id":"a","more":[1]},\n  {"id":"b"},\n  {"id":"c"}\n]\n',
      );
    },
  );

  test('holds the chosen columns alone, what is absent as null', async () => {
    expect(JSON.parse(await text(arrayFormat(chosen), 1))).toEqual([{ id: 'a', made: null }]);
  });
});

test('JSON lines are an object a line, and nothing of nothing', async () => {
  expect(await text(linesFormat(all), 1, 1)).toBe('{"id":"a","more":[1]}\n{"id":"b"}\n');
  expect(await text(linesFormat(chosen), 1)).toBe('{"id":"a","made":null}\n');
  expect(await text(linesFormat(all), 0)).toBe('');
});

test('law: JSON gives back what was sent, and nothing in it acts on a terminal', async () => {
  const raw = fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), { maxKeys: 4 });
  await fc.assert(
    fc.asyncProperty(fc.array(raw, { maxLength: 5 }), async (sent) => {
      const things = sent.map((one) => ({ ...rowAt('x'), raw: one }));
      const array = (await collected(streamed(streamOf(things), arrayFormat(all)))).join('');
      const lines = (await collected(streamed(streamOf(things), linesFormat(all)))).join('');
      expect(JSON.parse(array)).toEqual(sent.map((one) => ({ ...one })));
      expect(JSON.parse(`[${lines.trimEnd().replaceAll('\n', ',')}]`)).toEqual(JSON.parse(array));
      expect(array + lines).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u202e\ufeff]/);
    }),
  );
});

describe('a table', () => {
  const table = (isForExcel: boolean, changes = noChanges()) =>
    tableFormat<Row>(all, { ...plainCsv, newline: isForExcel ? '\r\n' : '\n' }, isForExcel, changes);

  test('begins with the names of its columns, also where it has no row', async () => {
    expect(await text(table(false))).toBe('id,made\n');
    expect(await text(table(true), 1)).toBe('\ufeffid,made\r\na,\r\n');
  });

  test('has a cell for every column, whatever a row holds', async () => {
    expect(await text(table(false), 2, 1)).toBe('id,made\na,\nb,\nc,\n');
  });

  test('counts guarded cells, but not guarded names of columns', async () => {
    const changes = noChanges();
    const format = tableFormat<Row>(
      { columns: { '=x': () => '=y' }, isChosen: false },
      plainCsv,
      false,
      changes,
    );
    expect(await text(format, 2)).toBe("'=x\n'=y\n'=y\n");
    expect(changes.guarded).toBe(2);
  });
});
