import { expect, test } from 'vitest';
import {
  commandLine,
  withFlags,
  withoutDryRun,
  withoutFlag,
} from '../../../src/contacts/report/command-line.js';

test('a command line can be pasted', () => {
  expect(commandLine(['contacts', 'import', 'my file.csv', '--map', "name=It's"])).toBe(
    `cbase contacts import 'my file.csv' --map 'name=It'\\''s'`,
  );
});

test.each([
  [['f.csv', '--dry-run', '--local'], 'cbase f.csv --local'],
  [['f.csv', '--dry-run', '--schema', 'a.json'], 'cbase f.csv'],
  [['f.csv', '--schema=a.json', '--dry-run'], 'cbase f.csv'],
  [['f.csv', '--dry-run', '--write-map', 'm.json'], 'cbase f.csv --map-file m.json'],
  [['f.csv', '--dry-run', '--write-map=m.json'], 'cbase f.csv --map-file=m.json'],
])('the run after the dry run %j is %s', (words, next) => {
  expect(withoutDryRun(words)).toBe(next);
});

test('where the command line is not known, there is no next one', () => {
  expect(withoutDryRun([])).toBeNull();
});

test('flags are added before --, and taken out with their values', () => {
  expect(withFlags(['a', '--', '-b'], ['--map', 'x=y'])).toEqual(['a', '--map', 'x=y', '--', '-b']);
  expect(withoutFlag(['a', '--m', 'v', '--m=w', 'b'], '--m')).toEqual(['a', 'b']);
});
