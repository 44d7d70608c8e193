import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvText } from '../../src/base/csv.js';
import { KeyIndex } from '../../src/contacts/checking/keys.js';
import { ledgerSum, type RowClass, RowClasses, rowClasses } from '../../src/contacts/ledger.js';
import { jsonPieces } from '../../src/contacts/reading/json-objects.js';
import { lineRecords, recordOf } from '../../src/contacts/reading/json-records.js';
import { csvRecords } from '../../src/contacts/reading/rows.js';
import { batchesOf, type Parcel } from '../../src/contacts/sending/spool.js';

async function* pieces(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  let from = 0;
  for (const cut of [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)) {
    if (cut > from) yield bytes.subarray(from, cut);
    from = Math.max(from, cut);
  }
  if (from < bytes.length) yield bytes.subarray(from);
}

async function all<T>(batches: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const batch of batches) found.push(...batch);
  return found;
}

const cell = fc.oneof(
  fc.string(),
  fc.stringMatching(/^[a-z",;\r\n\t é😀']{0,12}$/u),
  fc.constant('"'),
  fc.constant('a\r\nb'),
);
// A record of whitespace only would be a blank line, not a row.
const record = fc
  .tuple(fc.constantFrom('x', 'y"z', '1\n2'), cell, cell)
  .map((cells) => cells.map((text) => text.toWellFormed().replaceAll('\u0000', '')));
const delimiter = fc.constantFrom(',', ';', '\t', '|');

const recordOptions = (separator: string, suspectAt?: number) => ({
  dialect: { delimiter: separator, quote: '"', hasSepLine: false },
  firstLine: 1,
  suspectAt,
  onBlank: () => {},
});

describe('CSV', () => {
  test('law: a damaged line loses itself and no other, wherever the bytes are split', async () => {
    const word = fc.constantFrom('Ann', 'Bo Roe', '"Roe, Jane"', '"5"" pipe"', '="007"', '"two\nlines"', '');
    const rows = fc.array(fc.tuple(word, word), { minLength: 2, maxLength: 8 });
    const damage = fc.constantFrom('x,5" pipe,y', 'x,"never,y', 'x,"a" b,y', 'x,y,"', '"x,y,z', 'x,,a"b"');
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.nat(),
        damage,
        fc.array(fc.nat(), { maxLength: 4 }),
        async (good, n, bad, cuts) => {
          const lines = good.map(([name, note], i) => `r${i},${name},${note}`);
          const at = n % (lines.length + 1);
          const text = `${lines.toSpliced(at, 0, bad).join('\n')}\n`;
          const read = await all(csvRecords(pieces(Buffer.from(text), cuts), recordOptions(',', 3)));
          expect(read.map(({ cells }) => cells[0])).toEqual(
            lines.map((_, i) => `r${i}`).toSpliced(at, 0, bad.split(',')[0] ?? ''),
          );
          const above = lines.slice(0, at).join('').match(/\n/g) ?? [];
          expect(read.filter(({ flaw }) => flaw).map(({ line }) => line)).toEqual([at + 1 + above.length]);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('property: written rows are read back unchanged, wherever the bytes are split', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 8 }),
        delimiter,
        fc.array(fc.nat(), { maxLength: 6 }),
        async (rows, separator, cuts) => {
          const text = csvText(rows, { delimiter: separator });
          const read = await all(csvRecords(pieces(Buffer.from(text), cuts), recordOptions(separator)));
          expect(read.map(({ cells }) => cells)).toEqual(rows);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('property: the line number of a record is the line it starts on', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat(), { maxLength: 4 }),
        async (rows, cuts) => {
          const lines = rows.map((row) => csvText([row]));
          const read = await all(csvRecords(pieces(Buffer.from(lines.join('')), cuts), recordOptions(',')));
          const begins = lines.map(
            (_, i) =>
              1 +
              (
                lines
                  .slice(0, i)
                  .join('')
                  .match(/\r\n|\n|\r/g) ?? []
              ).length,
          );
          expect(read.map(({ line }) => line)).toEqual(begins);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('JSON', () => {
  const object = fc.dictionary(
    fc.stringMatching(/^[a-z_]{1,8}$/),
    fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
    { maxKeys: 5 },
  );

  const splitting = { name: 'file', firstLine: 1, isInside: false, isStrict: true };
  const rules = { name: 'file', expand: [], findsFaults: true };

  test('law: a damaged line loses itself and no other, wherever the bytes are split', async () => {
    const damage = fc.constantFrom('{"x":', '{"x":"', '}', '12', '[{"x":1}]', '{"x" 1}', '{"x":[1}', 'x');
    await fc.assert(
      fc.asyncProperty(
        fc.array(object, { maxLength: 6 }),
        fc.nat(),
        damage,
        fc.array(fc.nat(), { maxLength: 6 }),
        async (objects, n, bad, cuts) => {
          const lines = objects.map((one) => JSON.stringify(one));
          const at = n % (lines.length + 1);
          const text = lines.toSpliced(at, 0, bad).join('\r\n');
          const read = await all(lineRecords(pieces(Buffer.from(text), cuts), 1, rules));
          expect(read.map(({ source }) => source)).toEqual(lines.toSpliced(at, 0, bad));
          expect(read.filter(({ flaws }) => flaws).map(({ line }) => line)).toEqual([at + 1]);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('property: an array and JSON lines give the same objects, wherever the bytes are split', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(object, { maxLength: 6 }),
        fc.array(fc.nat(), { maxLength: 6 }),
        async (objects, cuts) => {
          const spellings = [
            JSON.stringify(objects),
            JSON.stringify(objects, null, 2),
            objects.map((one) => JSON.stringify(one)).join('\n'),
          ];
          for (const text of spellings) {
            const read = await all(jsonPieces(pieces(Buffer.from(text), cuts), splitting));
            expect(read.map((piece) => Object.fromEntries(recordOf(piece, rules).values))).toEqual(
              objects.map((one) => ({ ...one })),
            );
          }
          const lines = await all(lineRecords(pieces(Buffer.from(spellings[2] ?? ''), cuts), 1, rules));
          expect(lines.map(({ values }) => Object.fromEntries(values))).toEqual(
            objects.map((one) => ({ ...one })),
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('batches', () => {
  test('property: concatenated, they are the wanted rows in order; none is empty, none too large', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 10 }),
        fc.nat({ max: 5 }),
        async (sizes, most, unwanted) => {
          let ordinal = 0;
          const parcels = sizes.map((size) =>
            Array.from(
              { length: size },
              (): Parcel => ({ ordinal: ordinal++, externalId: '', encoded: Buffer.alloc(0) }),
            ),
          );
          async function* source() {
            yield* parcels;
          }
          const isWanted = (number: number) => number % 6 !== unwanted;
          const batches: (readonly Parcel[])[] = [];
          for await (const batch of batchesOf(source(), most, isWanted)) batches.push(batch);
          expect(batches.flat().map((parcel) => parcel.ordinal)).toEqual(
            parcels
              .flat()
              .map((parcel) => parcel.ordinal)
              .filter(isWanted),
          );
          expect(batches.every(({ length }) => length > 0 && length <= most)).toBe(true);
          expect(batches.slice(0, -1).every(({ length }) => length === most)).toBe(true);
        },
      ),
    );
  });
});

describe('the ledger', () => {
  test('property: whatever classes rows get in whatever order, they add up to the number of rows', () => {
    const moves = fc.array(fc.tuple(fc.nat({ max: 9999 }), fc.constantFrom<RowClass>(...rowClasses)), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), moves, (rows, given) => {
        const classes = new RowClasses();
        for (let i = 0; i < rows; i++) classes.add();
        for (const [ordinal, rowClass] of given) if (ordinal < rows) classes.set(ordinal, rowClass);
        classes.move('pending', 'unprocessed');
        expect(ledgerSum(classes.count())).toBe(rows);
        expect(classes.countOf('pending')).toBe(0);
      }),
      { numRuns: 50 },
    );
  });
});

describe('keys', () => {
  test('property: a key belongs to the last row it was given to, and to no other', () => {
    const keys = fc.array(fc.oneof(fc.string(), fc.constantFrom('a', 'A', 'a ', 'é', 'e\u0301')), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(keys, fc.nat(), (given, seed) => {
        const index = new KeyIndex(seed);
        const owner = new Map<string, number>();
        for (const [ordinal, key] of given.entries()) {
          expect(index.rowOf(key)).toBe(owner.get(key));
          index.put(key, ordinal);
          owner.set(key, ordinal);
        }
        for (const [key, ordinal] of owner) expect(index.rowOf(key)).toBe(ordinal);
      }),
    );
  });

  test('a similar key is reported when it is new, and only then', () => {
    const index = new KeyIndex(1);
    expect(['Abc', 'abc', 'abc', 'xyz'].map((key, ordinal) => index.put(key, ordinal))).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });

  test('a hundred thousand keys do not collide', () => {
    const index = new KeyIndex(1);
    for (let i = 0; i < 100_000; i++) expect(index.put(`id-${i}`, i)).toBe(false);
    for (let i = 0; i < 100_000; i += 997) expect(index.rowOf(`id-${i}`)).toBe(i);
    expect(index.rowOf('id-100000')).toBeUndefined();
  });
});
