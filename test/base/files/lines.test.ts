import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eachLine, fileChunks, lineBlocks, placedLines, wholeLines } from '../../../src/base/files/lines.js';
import { file } from '../../support/workdir.js';

async function* cut(text: string, at: readonly number[]): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  const places = [0, ...at.map((one) => one % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (const [i, place] of places.slice(1).entries()) yield bytes.subarray(places[i], place);
}

async function all<T>(values: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const value of values) found.push(value);
  return found;
}

const texts = fc
  .array(fc.constantFrom('\n', '\r', 'a', 'é', '😀', '\u2028', '{"b":1}'))
  .map((parts) => parts.join(''));
const cuts = fc.array(fc.nat(200), { maxLength: 6 });

test('however the bytes come, the lines are those between line feeds, and the last one is torn if it has none', async () => {
  await fc.assert(
    fc.asyncProperty(texts, cuts, async (text, at) => {
      const expected = text.split('\n');
      const last = expected.pop();
      expect((await all(wholeLines(cut(text, at)))).flat()).toEqual(expected);
      const every = last === '' ? expected : [...expected, last];
      expect(await all(eachLine(cut(text, at)))).toEqual(every);
      const blocks = await all(lineBlocks(cut(text, at)));
      expect(blocks.filter(({ isTorn }) => isTorn)).toEqual(
        last === '' ? [] : [{ lines: [last], isTorn: true }],
      );
    }),
  );
});

test('the place of a line is where its bytes are', async () => {
  await fc.assert(
    fc.asyncProperty(texts, cuts, async (text, at) => {
      const placed = await all(placedLines(cut(text, at)));
      const bytes = Buffer.from(text);
      expect(placed.map(({ line }) => line)).toEqual(text.split('\n').slice(0, -1));
      for (const { line, offset, bytes: length } of placed)
        expect(bytes.toString('utf8', offset, offset + length)).toBe(line);
    }),
  );
});

test('a line that is too long is refused after the lines before it', async () => {
  const tooLong = () => {
    throw new Error('too long');
  };
  const seen: string[] = [];
  const read = async () => {
    for await (const { lines } of lineBlocks(cut(`ab\ncd\n${'x'.repeat(100)}`, [5, 30, 60]), {
      maxBytes: 40,
      tooLong,
    }))
      seen.push(...lines);
  };
  await expect(read()).rejects.toThrow('too long');
  expect(seen).toEqual(['ab', 'cd']);
});

test('a file is read in chunks; one that is not there is a failure', async () => {
  const text = `${'é'.repeat(50_000)}\n${'x'.repeat(70_000)}`;
  const path = file(text);
  expect((await all(fileChunks(path))).length).toBeGreaterThan(2);
  expect((await all(eachLine(fileChunks(path)))).join('\n')).toBe(text);
  await expect(all(fileChunks(`${path}.none`))).rejects.toThrow(`${path}.none: no such file or directory`);
});
