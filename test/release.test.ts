import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { file } from './support/workdir.js';

const root = new URL('../', import.meta.url).pathname;
const read = (name: string) => readFileSync(join(root, name), 'utf8');
const inRoot = (program: string, argv: readonly string[]) =>
  execa(program, [...argv], { cwd: root, reject: false });

describe('the package', () => {
  /** What may be in the tarball. Source maps name the lines of a stack trace; they hold no sources. */
  const allowed = [
    /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|THIRD-PARTY-LICENSES)$/,
    /^bin\/(cbase\.js|package\.json)$/,
    /^dist\/[\w.-]+\.(cjs|cjs\.map|js)$/,
    /^dist\/help-\d+\.txt$/,
    /^dist\/man\/cbase[\w-]*\.1$/,
    /^completions\/(_cbase|cbase\.(bash|fish|ps1))$/,
    /^docs\/([\w-]+\/)?[\w-]+\.md$/,
    /^examples\/(automation\/)?[\w-]+(\.(csv|ndjson|mjs|sh|yaml|yml|service|timer))?$/,
  ];

  test('its tarball holds what is allowed, and no more than 3 MB', { timeout: 120_000 }, async () => {
    const { stdout } = await inRoot('npm', ['pack', '--dry-run', '--json', '--ignore-scripts']);
    const [packed] = JSON.parse(stdout) as [{ size: number; files: { path: string }[] }];
    const paths = packed.files.map(({ path }) => path);
    expect(paths.filter((path) => !allowed.some((pattern) => pattern.test(path)))).toEqual([]);
    expect(paths).toEqual(expect.arrayContaining(['bin/cbase.js', 'dist/start.cjs', 'README.md']));
    expect(packed.size).toBeLessThan(3_000_000);
  });

  test('its source maps hold no sources', () => {
    const maps = readdirSync(join(root, 'dist')).filter((name) => name.endsWith('.map'));
    expect(maps.length).toBeGreaterThan(0);
    expect(maps.filter((name) => 'sourcesContent' in JSON.parse(read(`dist/${name}`)))).toEqual([]);
  });

  test('S-35 every entry of the lockfile has a SHA-512', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as {
      readonly packages: Readonly<Record<string, { readonly integrity?: string }>>;
    };
    const entries = Object.entries(packages).filter(([path]) => path !== '');
    const without = entries.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'));
    expect(without.map(([path]) => path)).toEqual([]);
  });

  test('npm writes an SBOM that names what is bundled', { timeout: 120_000 }, async () => {
    const { stdout } = await inRoot('npm', ['sbom', '--sbom-format', 'cyclonedx']);
    const { bomFormat, components } = JSON.parse(stdout) as {
      readonly bomFormat: string;
      readonly components: readonly { readonly name: string }[];
    };
    const names = components.map(({ name }) => name);
    expect(bomFormat).toBe('CycloneDX');
    expect(names).toEqual(expect.arrayContaining(['commander', 'csv-parse', 'chart.js', 'libsql']));
  });
});

describe('release notes', () => {
  const notes = (...argv: readonly string[]) => inRoot('node', ['build/release-notes.mjs', ...argv]);
  const changelog =
    '# Changelog\n\n## 1.10.0\n\n- Ten\n\n## 1.1.0 (2026-01-01)\n\n### A\n\n- One\n\n## 1.0.0\n\n### B\n';

  test.each([
    ['1.1.0', '### A\n\n- One'],
    ['1.10.0', '- Ten'],
  ])('of %s are its section', async (version, text) => {
    const done = await notes(version, file(changelog, 'CHANGELOG.md'));
    expect([done.exitCode, done.stdout]).toEqual([0, text]);
  });

  test.each([
    ['1.1', 'has no section "## 1.1"'],
    ['1.0.0', 'is empty'],
    ['', 'Usage'],
  ])('of %j there are none', async (version, words) => {
    const done = await notes(version, file(changelog, 'CHANGELOG.md'));
    expect([done.exitCode, done.stdout]).toEqual([1, '']);
    expect(done.stderr).toContain(words);
  });

  test('exist for the version of the package', async () => {
    const { version } = JSON.parse(read('package.json')) as { readonly version: string };
    expect((await notes(version)).exitCode).toBe(0);
  });
});

describe('S-36 workflows', () => {
  const pinned = /^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
  const examples = ['github-export.yml', 'github-import.yml'].map((name) => `examples/automation/${name}`);
  const own = readdirSync(join(root, '.github/workflows')).map((name) => `.github/workflows/${name}`);

  test.each([...own, ...examples])(
    '%s: pinned actions, narrow permissions, nothing put into a script',
    (name) => {
      const text = read(name);
      const uses = text.match(/uses: .*/g) ?? [];
      expect(uses.length).toBeGreaterThan(0);
      expect(uses.filter((use) => !pinned.test(use))).toEqual([]);
      const { permissions, jobs } = parse(text) as {
        readonly permissions: unknown;
        readonly jobs: Readonly<Record<string, Job>>;
      };
      expect(permissions).toEqual({ contents: 'read' });
      expect(text).not.toMatch(/pull_request_target|_TOKEN|_authToken|contents: write/);
      const steps = Object.values(jobs).flatMap((job) => job.steps);
      expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([]);
      const checkouts = steps.filter(({ uses: action }) => action?.startsWith('actions/checkout'));
      expect(checkouts.map((step) => step.with?.['persist-credentials'])).toEqual(checkouts.map(() => false));
    },
  );

  test('action.yml: pinned actions, one shell, nothing put into a script', () => {
    const text = read('action.yml');
    const uses = text.match(/uses: .*/g) ?? [];
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((use) => !pinned.test(use))).toEqual([]);
    const { runs } = parse(text) as { readonly runs: Job };
    const scripts = runs.steps.filter(({ run }) => run !== undefined);
    expect(scripts.map(({ shell }) => shell)).toEqual(scripts.map(() => 'bash'));
    expect(scripts.filter(({ run }) => run?.includes('${{') || /\beval\b/.test(run ?? ''))).toEqual([]);
    const known = [...examples, ...own].map(read).join('\n');
    expect(uses.filter((use) => !known.includes(use))).toEqual([]);
  });

  type Job = {
    readonly permissions?: object;
    readonly steps: readonly {
      readonly run?: string;
      readonly shell?: string;
      readonly uses?: string;
      readonly with?: Readonly<Record<string, unknown>>;
    }[];
  };

  test('only the job that publishes may ask who it is', () => {
    const { jobs } = parse(read('.github/workflows/release.yml')) as {
      readonly jobs: Readonly<Record<string, Job>>;
    };
    expect(Object.entries(jobs).map(([name, { permissions }]) => [name, permissions])).toEqual([
      ['package', undefined],
      ['publish', { contents: 'read', 'id-token': 'write' }],
    ]);
    const scripts = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run = [] }) => run));
    expect(scripts.filter((run) => /npm (ci|publish)/.test(run) && !/--ignore-scripts/.test(run))).toEqual(
      [],
    );
  });
});

describe('the Dockerfile', () => {
  const dockerfile = read('Dockerfile');
  const lines = dockerfile
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n');
  const of = (instruction: string) => lines.filter((line) => line.startsWith(`${instruction} `));

  test('has nothing that its linter complains about', () => {
    expect(validate(dockerfile).map(({ message, range }) => [range.start.line + 1, message])).toEqual([]);
  });

  test('runs as nobody special, from named images, without scripts of packages and without secrets', () => {
    expect(of('USER')).toEqual(['USER 1000:1000']);
    expect(of('ENTRYPOINT')).toEqual(['ENTRYPOINT ["cbase"]']);
    expect(of('FROM').map((line) => line.split(' ')[1])).toEqual(['node:22-slim', 'node:22-slim']);
    expect(of('ADD')).toEqual([]);
    expect(
      of('RUN').filter((line) => /npm (ci|install)/.test(line) && !/--ignore-scripts/.test(line)),
    ).toEqual([]);
    expect([...of('ENV'), ...of('ARG')].filter((line) => /KEY|TOKEN|SECRET/.test(line))).toEqual([]);
  });

  test('its context is what the build reads, and nothing else', () => {
    const [first, ...others] = read('.dockerignore')
      .replace(/^#.*\n/gm, '')
      .trim()
      .split('\n');
    expect(first).toBe('*');
    const letIn = others.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    const { files } = JSON.parse(read('package.json')) as { readonly files: readonly string[] };
    const made = ['dist', 'THIRD-PARTY-LICENSES'];
    const wanted = files.map((path) => path.split('/')[0] ?? '').filter((path) => !made.includes(path));
    expect(letIn).toEqual(expect.arrayContaining([...new Set(wanted), 'src', 'build', 'package-lock.json']));
  });
});
