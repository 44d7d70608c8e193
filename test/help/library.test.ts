import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { libraryOf, namesIn, textFrom } from '../../src/help/library.js';
import { workdir } from '../support/workdir.js';

function library(texts: readonly (readonly [string, string])[]): string {
  const path = join(workdir(), 'texts');
  writeFileSync(path, libraryOf(texts));
  return path;
}

const texts = [
  ['cbase --help', 'Usage: cbase …\n'],
  ['cbase bots list --help', 'Usage: cbase bots list\n'],
  ['cbase bots ls --help', 'Usage: cbase bots list\n'],
  ['cbase help files', ''],
] as const;

test('texts come back by name, the first of several that is there', () => {
  const path = library(texts);
  for (const [name, text] of texts) expect(textFrom(path, [name])).toBe(text);
  expect(textFrom(path, ['nothing', 'cbase bots ls --help', 'cbase --help'])).toBe(
    'Usage: cbase bots list\n',
  );
  expect(namesIn(path)).toEqual(texts.map(([name]) => name));
});

test('equal texts take the space of one', () => {
  const many = Array.from({ length: 50 }, (_, i) => [`name ${i}`, 'x'.repeat(1000)] as const);
  expect(libraryOf(many).length).toBeLessThan(3000);
});

test('an index longer than the first read comes back', () => {
  const many = Array.from({ length: 3000 }, (_, i) => [`cbase command-${i} --help`, `text ${i}`] as const);
  expect(textFrom(library(many), ['cbase command-2999 --help'])).toBe('text 2999');
});

test('what is not there, or is no library, has no text', () => {
  expect(textFrom(library(texts), ['nothing'])).toBeUndefined();
  expect(textFrom(library(texts), [])).toBeUndefined();
  expect(textFrom(join(workdir(), 'gone'), ['cbase --help'])).toBeUndefined();
  const path = join(workdir(), 'other');
  for (const content of ['', 'hello', '      99{}', '       2{}']) {
    writeFileSync(path, content);
    expect(textFrom(path, ['cbase --help'])).toBeUndefined();
  }
});
