import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freeLimit, paidLimit, refuseTooLong, sizeWords, sourceText } from '../../src/bots/sources.js';
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
  const at = (source: string) =>
    source.startsWith('!') ? `!${join(directory, source.slice(1))}` : join(directory, source);
  const paths = sources.map((source) => (source === '-' || source.trim() === '' ? source : at(source)));
  return sourceText(testIo(stdin === undefined ? {} : { stdin }), paths);
};

/** The names of the files, in their order. */
const names = async (directory: string, sources: readonly string[]) =>
  (await read(directory, sources)).files.map(({ name }) => name);

describe('the text of sources', () => {
  test('has a section for each file in the order given, under a heading with title and name', async () => {
    const directory = directoryOf({
      'a.txt': '\ufeffone\r\n\r\nmore\n',
      'b.md': '\n# Two\n\ntwo ',
      'c.md': '---\ntitle: Three\ndraft: true\n---\nthree\n',
    });
    const { text, files } = await read(directory, ['b.md', 'c.md', 'a.txt', '-'], 'four');
    expect(text).toBe(
      '# Two (b.md)\n\ntwo\n\n# Three (c.md)\n\nthree\n\n# a.txt\n\none\n\nmore\n\n# stdin\n\nfour',
    );
    expect(files.map(({ name }) => name)).toEqual(['b.md', 'c.md', 'a.txt', 'stdin']);
  });

  test('of a single file is its own, with its title', async () => {
    expect((await read(directoryOf({ 'a.txt': 'one' }), ['a.txt'])).text).toBe('one');
    const titled = directoryOf({
      'a.md': '+++\ntitle = "Hours"\n+++\nopen',
      'b.md': 'Returns\n=======\n30 days',
    });
    expect((await read(titled, ['a.md'])).text).toBe('# Hours\n\nopen');
    expect((await read(titled, ['b.md'])).text).toBe('# Returns\n\n30 days');
  });

  test.each([
    ['a mapping in a file that is no Markdown', 'qa.yaml', '---\nq: a\n---\nq: b'],
    ['a line between two breaks', 'a.md', '---\njust a line\n---\ntext'],
    ['a list', 'a.md', '---\n- a\n---\ntext'],
    ['a break further down', 'a.md', 'text\n\n---\ntitle: x\n---\nmore'],
    ['nothing that ends it', 'a.md', '---\ntitle: x\ntext'],
  ])('%s is no front matter, and stays', async (_, name, content) => {
    expect((await read(directoryOf({ [name]: content }), [name])).text).toBe(content);
  });

  test('of a pattern is that of the files it matches, sorted by code; hidden ones are not among them', async () => {
    const directory = directoryOf({
      ...{ 'b.md': 'b', 'a.md': 'a', 'B.md': 'B', 'ä.md': 'ä', '.c.md': 'c', 'd.txt': 'd', 'sub/e.md': 'e' },
    });
    expect(await names(directory, ['*.md'])).toEqual(['B.md', 'a.md', 'b.md', 'ä.md']);
    expect(await names(directory, ['**/*.md'])).toEqual(['B.md', 'a.md', 'b.md', 'sub/e.md', 'ä.md']);
    expect(await names(directory, ['{d,b}.*'])).toEqual(['b.md', 'd.txt']);
    expect(await names(directory, ['**/*.md', '!sub/**', '!b.md'])).toEqual(['B.md', 'a.md', 'ä.md']);
    expect(await names(directory, ['b.md', 'a.md', '!b.md'])).toEqual(['a.md']);
  });

  test('takes each file once, by whatever name; a link is followed to a file, not to a directory', async () => {
    const directory = directoryOf({ 'a.md': 'a', 'sub/b.md': 'b' });
    symlinkSync('a.md', join(directory, 'link.md'));
    symlinkSync('..', join(directory, 'sub/loop'));
    expect(await names(directory, ['link.md', 'a.md', '**/*.md', './a.md'])).toEqual(['link.md', 'sub/b.md']);
  });

  test.skipIf(process.getuid?.() === 0)('a directory that cannot be read is not passed over', async () => {
    const directory = directoryOf({ 'a.md': 'a', 'locked/b.md': 'b' });
    chmodSync(join(directory, 'locked'), 0);
    await expect(read(directory, ['**/*.md'])).rejects.toThrow(/locked.*permission denied/);
    chmodSync(join(directory, 'locked'), 0o700);
  });

  test.each([
    ['that leads nowhere', 'gone.md', /loop\.md is a link to a file that is not there/],
    ['to itself', 'loop.md', /too many symbolic links/],
  ])('a link %s is not passed over', async (_, target, said) => {
    const directory = directoryOf({ 'a.md': 'a' });
    symlinkSync(target, join(directory, 'loop.md'));
    await expect(read(directory, ['*.md'])).rejects.toThrow(said);
  });

  test('of a file that is called like a pattern is its own', async () => {
    const directory = directoryOf({ '[1].md': 'own', '!a.md': 'bang', '1.md': 'other' });
    expect((await read(directory, ['[1].md'])).text).toBe('own');
  });

  test('counts characters as people do, and tells the same text by the same digest', async () => {
    const one = await read(directoryOf({ 'a.txt': 'é😀x' }), ['a.txt']);
    const other = await read(directoryOf({ 'a.txt': '\ufeffé😀x\r\n' }), ['a.txt']);
    expect([one.characters, one.digest]).toEqual([3, other.digest]);
  });

  test.each<readonly [string, Readonly<Record<string, string | Uint8Array>>, readonly string[], RegExp]>([
    ['a file that is not there', {}, ['a.txt'], /a\.txt: no such file/],
    ['a pattern that nothing matches', {}, ['*.md'], /No file matches .*\*\.md/],
    ['a pattern below a directory that is not there', {}, ['no/*.md'], /No file matches/],
    ['nothing but what is left out', { 'a.md': 'a' }, ['!a.md'], /leave every file out/],
    ['a directory', { 'sub/a.md': 'a' }, ['sub'], /sub is a directory/],
    ['an empty file', { 'a.txt': '' }, ['a.txt'], /a\.txt is empty/],
    ['an empty file among others', { 'a.md': 'a', 'b.md': '' }, ['*.md'], /b\.md is empty/],
    ['a file of spaces', { 'a.txt': ' \n\n ' }, ['a.txt'], /no text in a\.txt/],
    ['front matter alone', { 'a.md': '---\ntitle: x\n---\n' }, ['a.md'], /no text in a\.md/],
    ['an empty flag', {}, [' '], /--source is empty/],
  ])('is refused for %s', async (_, files, sources, said) => {
    const refused = read(directoryOf(files), sources);
    await expect(refused).rejects.toThrow(usage);
    await expect(refused).rejects.toThrow(said);
  });

  test('of more than any plan takes is counted file by file, and refused', async () => {
    const long = await read(directoryOf({ 'a.txt': 'x'.repeat(paidLimit), 'b.txt': 'y' }), [
      'a.txt',
      'b.txt',
    ]);
    expect(long.files.map(({ name }) => name)).toEqual(['a.txt', 'b.txt']);
    expect(long.characters).toBeGreaterThan(paidLimit);
    expect(() => refuseTooLong(long)).toThrow(/any plan allows/);
  });

  test('may be as long as the largest plan takes', async () => {
    expect((await read(directoryOf({ 'a.txt': 'x'.repeat(paidLimit) }), ['a.txt'])).characters).toBe(
      paidLimit,
    );
  });

  test('is found in a directory whose name looks like a pattern', async () => {
    const directory = workdir();
    mkdirSync(join(directory, '[v1]'));
    file('a', '[v1]/a.md', directory);
    expect((await read(directory, ['[v1]/a.md'])).text).toBe('a');
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
