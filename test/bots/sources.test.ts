import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freeLimit, paidLimit, sizeWords, sourceText } from '../../src/bots/sources.js';
import { testIo } from '../support/io.js';
import { file, workdir } from '../support/workdir.js';

const usage = expect.objectContaining({ kind: 'usage' });

/** A directory with these files. */
function directoryOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const directory = workdir();
  for (const [name, content] of Object.entries(files)) file(content, name, directory);
  return directory;
}

const read = async (directory: string, sources: readonly string[], stdin?: string) => {
  const paths = sources.map((source) => (source === '-' ? source : join(directory, source)));
  return sourceText(testIo(stdin === undefined ? {} : { stdin }), paths);
};

describe('the text of sources', () => {
  test('is that of the files in the order given, with a blank line between', async () => {
    const directory = directoryOf({ 'a.txt': '\ufeffone\n', 'b.md': '\n two ', 'c.txt': ' \n' });
    const { text, files } = await read(directory, ['b.md', 'c.txt', 'a.txt', '-'], 'three');
    expect(text).toBe('two\n\none\n\nthree');
    expect(files.map((path) => path.replace(`${directory}/`, ''))).toEqual(['b.md', 'c.txt', 'a.txt', '-']);
  });

  test('of a pattern is that of the files it matches, sorted; hidden ones are not among them', async () => {
    const directory = directoryOf({ 'b.md': 'b', 'a.md': 'a', '.c.md': 'c', 'd.txt': 'd', 'sub/e.md': 'e' });
    expect((await read(directory, ['*.md'])).text).toBe('a\n\nb');
    expect((await read(directory, ['**/*.md'])).text).toBe('a\n\nb\n\ne');
    expect((await read(directory, ['{d,b}.*'])).text).toBe('b\n\nd');
    expect((await read(directory, ['*'])).text).toBe('a\n\nb\n\nd');
  });

  test('of a file that is called like a pattern is its own', async () => {
    const directory = directoryOf({ '[1].md': 'own', '1.md': 'other' });
    expect((await read(directory, ['[1].md'])).text).toBe('own');
  });

  test('counts characters as people do', async () => {
    expect((await read(directoryOf({ 'a.txt': 'é😀x' }), ['a.txt'])).characters).toBe(3);
  });

  test.each<readonly [string, Readonly<Record<string, string | Uint8Array>>, string]>([
    ['a file that is not there', {}, 'a.txt'],
    ['a pattern that nothing matches', {}, '*.md'],
    ['no text', { 'a.txt': ' \n\n ' }, 'a.txt'],
    ['a PDF', { 'a.pdf': '%PDF-1.7' }, 'a.pdf'],
    ['bytes that are not UTF-8', { 'a.txt': new Uint8Array([0xff, 0xfe, 0x41]) }, 'a.txt'],
    ['more than any plan takes', { 'a.txt': 'x'.repeat(paidLimit + 1) }, 'a.txt'],
  ])('is refused for %s', async (_, files, source) => {
    await expect(read(directoryOf(files), [source])).rejects.toThrow(usage);
  });

  test('may be as long as the largest plan takes', async () => {
    expect((await read(directoryOf({ 'a.txt': 'x'.repeat(paidLimit) }), ['a.txt'])).characters).toBe(
      paidLimit,
    );
  });
});

test.each([
  [1000, '1,000', 'less than 1%', 'free'],
  [4000, '4,000', '1%', 'free'],
  [200_000, '200,000', '50%', 'free'],
  [freeLimit, '400,000', '100%', 'free'],
  [freeLimit + 1, '400,001', '4%', 'paid'],
  [paidLimit, '11,000,000', '100%', 'paid'],
])('%i characters are told as %s: %s of the limit of a %s plan', (characters, ...parts) => {
  for (const part of parts) expect(sizeWords(characters)).toContain(part);
});
