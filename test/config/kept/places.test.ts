import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { KeptKind } from '../../../src/config/kept/place.js';
import { keptPlaces } from '../../../src/config/kept/places.js';
import { kindsIn } from '../../../src/doctor/kept-files.js';

const page = readFileSync(new URL('../../../docs/privacy.md', import.meta.url), 'utf8');
const kinds = keptPlaces.state.flatMap((place) => place.kinds);
const example = (path: string) => path.replaceAll('*', 'x');

/** The files in STATE that the table of the page names, with what it says of them. */
function rowsOfPage() {
  return page.split('\n').flatMap((line) => {
    const [, where = '', what = ''] = line.split('|');
    const names = [...where.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
    if (!names[0]?.startsWith('STATE/')) return [];
    const parent = names[0].slice(0, names[0].lastIndexOf('/', names[0].length - 2) + 1);
    return names
      .filter((name) => !name.startsWith('--') && name !== 'DIR')
      .map((name) => (name.startsWith('STATE/') ? name : `${parent}${name}`))
      .map((name) => ({ path: name.replace('STATE/', '').replace('RUN', '*'), what }));
  });
}

const without = /Files without data of people: [\s\S]*?\n\n/.exec(page)?.[0] ?? '';

test('docs/privacy.md names every file with data of people', () => {
  const rows = rowsOfPage().map(({ path }) => path);
  const matches = (row: string, path: string) =>
    new RegExp(`^${row.replace(/[.]/g, '\\.').replaceAll('*', '[^/]*')}$`).test(example(path));
  const paths = kinds.filter(({ hasPeople }) => hasPeople).flatMap((kind) => kind.paths);
  expect(paths.filter((path) => !rows.some((row) => matches(row, path)))).toEqual([]);
  expect(paths.length).toBeGreaterThan(25);
});

test('docs/privacy.md names no file that cbase does not write, and says so of those without data of people', () => {
  const kindOf = kindsIn('state');
  const isRight = ({ path, what }: { readonly path: string; readonly what: string }) => {
    const kind = kindOf(example(path));
    return kind !== undefined && (kind.hasPeople === true) === !what.includes('no data of people');
  };
  // The beginnings of all files are one row.
  const rows = rowsOfPage().filter(({ path }) => !path.endsWith('*.partial'));
  expect(rows.filter((row) => !isRight(row))).toEqual([]);
});

test('docs/privacy.md names every other file', () => {
  const isNamed = ({ name, paths }: KeptKind) =>
    name === 'locks' ||
    paths.some(
      (path) =>
        without.includes(`\`${path.split('/')[0]}/\``) || without.includes(`\`${path.replace(/\/$/, '')}\``),
    );
  const rows = rowsOfPage().map(({ path }) => path);
  const others = kinds.filter(
    ({ hasPeople, paths }) => !hasPeople && !paths.some((path) => rows.includes(path)),
  );
  expect(others.filter((kind) => !isNamed(kind)).map(({ paths }) => paths)).toEqual([]);
});

test('a file belongs to one kind, and each kind can be met', () => {
  for (const root of ['config', 'state'] as const) {
    const kindOf = kindsIn(root);
    for (const { kinds } of keptPlaces[root])
      for (const kind of kinds)
        for (const path of kind.paths) expect(kindOf(example(path))?.name, path).toBe(kind.name);
  }
});
