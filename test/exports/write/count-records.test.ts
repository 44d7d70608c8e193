import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countRecords } from '../../../src/exports/write/count-records.js';
import { csvRecords, noChanges, plainCsv } from '../../../src/exports/write/csv.js';
import type { ExportFormat } from '../../../src/exports/write/formats.js';
import { arrayFormat, linesFormat, streamed } from '../../../src/exports/write/text-formats.js';
import { collected, streamOf } from '../../support/iterables.js';
import { rowAt } from '../../support/rows.js';
import { file } from '../../support/workdir.js';

const count = (text: string, format: ExportFormat) => countRecords(file(text), format, false);

describe('the records of a file', () => {
  test.each<readonly [ExportFormat, string, number | undefined]>([
    ['csv', 'id\n', 0],
    ['csv', 'id\n1\n2\n', 2],
    ['csv', 'id\r\n1\r\n', 1],
    ['csv', 'id,t\n1,"a\nb"\n2,"say ""x\ny"""\n', 2],
    ['tsv', 'id\tt\n1\t"a\tb"\n', 1],
    ['ndjson', '', 0],
    ['ndjson', '{"a":"x\\ny"}\n{}\n', 2],
    ['json', '[]\n', 0],
    ['json', '[\n  {}\n]\n', 1],
    ['json', '[\n  {},\n  {}\n]\n', 2],
    ['md', '# a\n', undefined],
    ['html', '<p>\n', undefined],
    ['pdf', '%PDF-\n', undefined],
  ])('of %s %j are %s', async (format, text, records) => {
    expect(await count(text, format)).toBe(records);
  });

  test('of a packed file are those in it; one that is cut is refused', async () => {
    const packed = gzipSync('id\n1\n2\n');
    expect(await countRecords(file(packed), 'csv', true)).toBe(2);
    await expect(countRecords(file(packed.subarray(0, -6)), 'csv', true)).rejects.toThrow();
    await expect(countRecords(file('id\n1\n'), 'csv', true)).rejects.toThrow();
  });

  test('law: are as many as were written, whatever is in the cells', async () => {
    const cell = fc.oneof(fc.string(), fc.stringMatching(/^["\n\r,]{0,6}$/));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { maxLength: 8 }), async (rows) => {
        const text = csvRecords([['a', 'b'], ...rows], plainCsv, noChanges());
        expect(await count(text, 'csv')).toBe(rows.length);
        const things = rows.map(([name, more]) => rowAt(name, undefined, { more }));
        for (const [name, format] of [
          ['json', arrayFormat({ columns: {}, isChosen: false })],
          ['ndjson', linesFormat({ columns: {}, isChosen: false })],
        ] as const) {
          const pieces = await collected(streamed(streamOf(things), format));
          expect(await count(pieces.join(''), name)).toBe(rows.length);
        }
      }),
      { numRuns: 25 },
    );
  });
});
