import { expect, test } from 'vitest';
import { endingOf, refuseOtherEnding } from '../../src/base/file-endings.js';

test.each([
  ['contacts.csv', 'csv'],
  ['/tmp/a.b/contacts.CSV', 'csv'],
  ['a.tar.gz', 'gz'],
  ['a.mp3', 'mp3'],
  ['a.c', 'c'],
  ['a', ''],
  ['a.', ''],
  ['dir.d/a', ''],
  ['a.b-c', ''],
  ['a.abcdefghij', 'abcdefghij'],
  ['a.abcdefghijk', ''],
  ['-', ''],
  ['', ''],
])('%j ends in %j', (path, ending) => {
  expect(endingOf(path)).toBe(ending);
});

test.each([
  ['a.csv', true],
  ['a.CSV', true],
  ['a.tsv', true],
  ['a', true],
  ['-', true],
  ['a.json', false],
  ['a.csv.html', false],
])('%s may hold a table: %s', (path, may) => {
  const check = () => refuseOtherEnding(path, ['csv', 'tsv'], 'A table');
  if (may) expect(check).not.toThrow();
  else
    expect(check).toThrow(
      expect.objectContaining({ kind: 'usage', message: expect.stringContaining(`.${endingOf(path)}`) }),
    );
});
