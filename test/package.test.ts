import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { workdir } from './support/workdir.js';

type LockEntry = {
  readonly version?: string;
  readonly hasInstallScript?: boolean;
  readonly resolved?: string;
  readonly engines?: { readonly node?: string };
  readonly link?: boolean;
};

const root = new URL('../', import.meta.url);
const lock = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8')) as {
  readonly packages: Record<string, LockEntry>;
};
const dependencies = Object.entries(lock.packages).filter(([path]) => path !== '');

test('S-35 no dependency has an install script', () => {
  expect(dependencies.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)).toEqual(
    [],
  );
});

test('every entry of the lockfile has a version and no host name', () => {
  expect(dependencies.filter(([, { version }]) => version === undefined).map(([path]) => path)).toEqual([]);
  expect(
    dependencies.filter(([, { resolved }]) => resolved?.startsWith('http')).map(([path]) => path),
  ).toEqual([]);
});

test('every dependency accepts Node 20.19', () => {
  // `>=23.5.0 || ^22.13.0 || ^20.12.0` accepts it; `>=22` does not.
  const accepts = (range: string) =>
    range.split('||').some((one) => /^\s*(\*|>=?\s*v?([0-9]|1\d|20)\b|\^?20\b)/.test(one));
  const refusing = dependencies.filter(([, { engines }]) => !accepts(engines?.node ?? '*'));
  expect(refusing.map(([path]) => path)).toEqual([]);
});

test('the packages that must not be upgraded are pinned', () => {
  const { devDependencies } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  expect([devDependencies['@biomejs/biome'], devDependencies.knip, devDependencies.rolldown]).toEqual([
    '2.5.15',
    '6.42.1',
    '1.2.19',
  ]);
  expect([devDependencies.vitest, devDependencies['@vitest/coverage-v8']]).toEqual([
    expect.stringMatching(/^~4\.1/),
    expect.stringMatching(/^~4\.1/),
  ]);
  expect(devDependencies.commander).toMatch(/^\^14/);
});

test('what is installed depends on nothing but the optional database of the emulator', () => {
  const { dependencies = {}, optionalDependencies } = JSON.parse(
    readFileSync(new URL('package.json', root), 'utf8'),
  );
  expect(dependencies).toEqual({});
  // The native part of libsql for each platform, of which npm installs what fits.
  const { version, optionalDependencies: native } = JSON.parse(
    readFileSync(new URL('node_modules/libsql/package.json', root), 'utf8'),
  );
  expect(optionalDependencies).toEqual(native);
  expect(new Set(Object.values(native))).toEqual(new Set([version]));
});

test('without the database, the emulator says which package is missing', async () => {
  const place = workdir();
  for (const name of ['bin', 'dist', 'package.json'])
    cpSync(new URL(name, root), join(place, name), { recursive: true });
  const { exitCode, stderr } = await execa(
    process.execPath,
    [join(place, 'bin/cbase.js'), 'bots', 'list', '--local'],
    {
      env: { PATH: process.env.PATH ?? '', HOME: place },
      extendEnv: false,
      reject: false,
    },
  );
  expect([exitCode, stderr]).toEqual([
    2,
    expect.stringMatching(/The emulator needs the package @libsql\/[\w-]+, which is not installed/),
  ]);
});

test('every bundled package is named in THIRD-PARTY-LICENSES, with its license', () => {
  const maps = readdirSync(new URL('dist/', root)).filter((name) => name.endsWith('.map'));
  const sources = maps.flatMap((name) => {
    const map = JSON.parse(readFileSync(new URL(`dist/${name}`, root), 'utf8')) as { sources: string[] };
    return map.sources.map((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1]);
  });
  const bundled = new Set([...sources.filter((name) => name !== undefined), 'chart.js']);
  const text = readFileSync(new URL('THIRD-PARTY-LICENSES', root), 'utf8');
  expect(bundled.size).toBeGreaterThan(20);
  expect([...bundled].filter((name) => !text.includes(`\n${name} `))).toEqual([]);
});
