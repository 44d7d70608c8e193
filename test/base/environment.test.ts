import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { variables, variablesOf } from '../../src/base/environment.js';

const src = new URL('../../src/', import.meta.url).pathname;
const code = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.startsWith('emulator/') && name !== 'base/environment.ts')
  .map((name) => readFileSync(src + name, 'utf8'))
  .join('\n');

/** Every name that the code takes from the environment, or has in a table of names. */
const read = new Set(
  [...code.matchAll(/\benv\.([A-Z][A-Z_]+)\b|'((?:CBASE|CHATBASE)_[A-Z_]+|HTTPS_PROXY|ALL_PROXY)'/g)].map(
    ([, direct, quoted]) => direct ?? quoted,
  ),
);
// What every program has, and what changes how Node runs any of them.
for (const name of ['HOME', 'NODE_OPTIONS']) read.delete(name);

test('every environment variable that the code reads is in the table that help prints', () => {
  expect(read.size).toBeGreaterThan(20);
  expect([...read].filter((name) => !Object.hasOwn(variables, name ?? ''))).toEqual([]);
});

test('every variable in the table is read, by cbase, by Node or by a library', () => {
  const byOthers = ['NO_PROXY', 'NODE_EXTRA_CA_CERTS'];
  expect(Object.keys(variables).filter((name) => !read.has(name) && !byOthers.includes(name))).toEqual([]);
});

test('the documentation of settings names every variable', () => {
  const page = readFileSync(`${src}../docs/settings.md`, 'utf8');
  expect(Object.keys(variables).filter((name) => !page.includes(`\`${name}`))).toEqual([]);
});

test('variables are found by the flag that overrides them', () => {
  expect(variablesOf('--no-pager')).toEqual(['CBASE_PAGER', 'PAGER']);
  expect(variablesOf('--no-such-flag')).toEqual([]);
});
