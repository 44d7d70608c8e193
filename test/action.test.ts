import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { emulator, heldContacts } from './support/emulator.js';
import { file, workdir } from './support/workdir.js';

type Step = {
  readonly id?: string;
  readonly uses?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: string;
};
type Action = {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
};

const root = new URL('../', import.meta.url).pathname;
const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as Action;
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly version: string;
};

let installed: string;
let tarball: Buffer;

/** Answers as the registry of npm does, for this one package. */
async function registry() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/cbase.tgz') return response.end(tarball);
    if (request.url !== '/cbase') return response.writeHead(404).end('{}');
    const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    const dist = { integrity, tarball: `http://${request.headers.host}/cbase.tgz` };
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    return response.end(
      JSON.stringify({
        name: 'cbase',
        'dist-tags': { latest: version },
        versions: { [version]: { ...manifest, dist } },
      }),
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  onTestFinished(() => void server.close());
  return { asked, url };
}

type Inputs = Readonly<Record<string, string>>;

/** A job on a runner: an empty home, a checkout, and the files through which a step talks to GitHub. */
function runner(temp = workdir()) {
  const at = workdir();
  const [home, checkout] = [join(at, 'home'), join(at, 'checkout')];
  const [output, summary] = [file('', 'output', at), file('', 'summary', at)];
  mkdirSync(home);
  mkdirSync(checkout);
  const env = {
    ...{ PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, HOME: home, RUNNER_TEMP: temp },
    ...{ CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_ACTION_PATH: root },
    ...{ GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary, npm_config_update_notifier: 'false' },
  };
  return { checkout, home, output, summary, env, temp };
}

/** Fills `${{ inputs.NAME }}`, the only expression that the steps may use. */
function filled(template: string, inputs: Inputs): string {
  return template.replace(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => {
    const name = expression.replace(/^inputs\./, '');
    const input = action.inputs[name];
    if (input === undefined) throw new Error(`There is no ${expression}`);
    return inputs[name] ?? input.default ?? '';
  });
}

/** Runs one step as the runner does. */
async function step(name: 'install' | 'run', on: ReturnType<typeof runner>, inputs: Inputs, more: Inputs) {
  const found = action.runs.steps.find(({ id, run }) => run && (name === 'run') === (id === 'run'));
  const env = Object.entries(found?.env ?? {}).map(([key, value]) => [key, filled(value, inputs)]);
  const script = file(found?.run ?? '', 'script.sh');
  const ran = await execa('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
    ...{ cwd: on.checkout, reject: false, extendEnv: false, stdin: 'ignore' },
    env: { ...on.env, ...more, ...Object.fromEntries(env) },
  });
  return {
    ...{ code: ran.exitCode, out: ran.stdout, err: ran.stderr },
    ...{ outputs: outputsIn(readFileSync(on.output, 'utf8')), summary: readFileSync(on.summary, 'utf8') },
  };
}

/** The outputs that a step set, as the runner reads its file. */
function outputsIn(text: string): Inputs {
  const pattern = /^(?:([\w-]+)=(.*)|([\w-]+)<<(.+)\n([\s\S]*?)\n\4)$/gm;
  const found = [...text.matchAll(pattern)];
  expect(text.replace(pattern, '').trim()).toBe('');
  return Object.fromEntries(
    found.map(([, short, value, long, , lines]) => [short ?? long, value ?? lines ?? '']),
  );
}

/** An account, and a checkout with these contacts in a file. */
async function job(contacts = 'external_id,name,email\nx1,Ada,ada@example.com\n', name = 'contacts.csv') {
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  const leads = [1, 2].map((days) => ({ name: `Ada ${days}`, created_at: ago(days) }));
  const conversations = [
    { id: 'c1', created_at: ago(1), messages: [{ role: 'user' as const, content: 'Hi' }] },
  ];
  const bots = [{ id: 'b1', name: 'Support', source: 'x', leads, conversations }];
  const api = await emulator({ seed: file(JSON.stringify({ bots }), 'seed.json') });
  const on = runner(installed);
  writeFileSync(join(on.checkout, name), contacts);
  const url = { CHATBASE_BASE_URL: api.env.CHATBASE_BASE_URL ?? '' };
  const run = (inputs: Inputs) => step('run', on, { 'api-key': api.key, bot: 'b1', ...inputs }, url);
  return { ...on, api, run };
}

beforeAll(async () => {
  const packed = mkdtempSync(join(tmpdir(), 'cbase-test-'));
  installed = join(packed, 'runner');
  mkdirSync(installed);
  const argv = ['pack', '--ignore-scripts', '--silent', '--pack-destination', packed];
  await execa('npm', argv, { cwd: root });
  tarball = readFileSync(join(packed, `cbase-${version}.tgz`));
}, 120_000);

afterAll(() => rmSync(dirname(installed), { recursive: true, force: true }));

describe('the step that installs', () => {
  test('takes the version of the action from npm, without running scripts', {
    timeout: 120_000,
  }, async () => {
    const { asked, url } = await registry();
    const on = runner(installed);
    writeFileSync(join(on.checkout, '.npmrc'), 'registry=http://127.0.0.1:1/\n');
    const done = await step('install', on, {}, { npm_config_registry: url });
    expect(done.code, done.err).toBe(0);
    expect(asked).toEqual(expect.arrayContaining(['/cbase', '/cbase.tgz']));
    expect([readdirSync(on.checkout), existsSync(join(installed, 'cbase/node_modules/cbase/dist'))]).toEqual([
      ['.npmrc'],
      true,
    ]);
  });

  test.each([
    'latest',
    '^1.0.0',
    'npm:other@1.0.0',
    '$(touch x)',
    '--help',
    '1.0.0\n--force',
    '1.0.0 && touch x',
  ])('refuses %j as a version', async (wrong) => {
    const on = runner();
    const { code, out } = await step('install', on, { version: wrong }, {});
    expect([code, readdirSync(on.checkout), readdirSync(on.temp)]).toEqual([2, [], []]);
    expect(out).toBe('::error title=cbase::The input "version" must be an exact version, such as 1.2.3');
  });
});

describe('an import', () => {
  test('sends the rows, and says so in outputs and summary', async () => {
    const { api, run } = await job();
    const done = await run({ command: 'import', file: 'contacts.csv' });
    expect(done.outputs, done.err).toMatchObject({
      ...{ 'exit-code': '0', created: '1', updated: '0', unchanged: '0', rejected: '0', 'in-doubt': '0' },
      run: expect.stringMatching(/^\d{8}-\d{6}-\w{4}$/),
    });
    expect([done.code, (await heldContacts(api)).map(({ name }) => name)]).toEqual([0, ['Ada']]);
    expect(done.summary).toContain('### contacts.csv → Support\n');
    expect(done.out).toContain('created: 1');
  });

  test('with dry-run sends nothing', async () => {
    const { api, run, checkout } = await job();
    const done = await run({
      ...{ command: 'import', file: 'contacts.csv', 'dry-run': 'true' },
      ...{ report: 'report', junit: 'junit.xml' },
    });
    expect([done.code, done.outputs.created, await heldContacts(api)]).toEqual([0, '1', []]);
    expect(readdirSync(checkout).sort()).toEqual(['contacts.csv', 'junit.xml', 'report']);
  });

  test('with rejected rows annotates them and ends with 3', async () => {
    const { api, run } = await job('external_id,email\nx1,ada@example.com\nx2,bad\n');
    const done = await run({ command: 'import', file: 'contacts.csv', 'max-rejects': '50%' });
    const { created, rejected, 'exit-code': exitCode } = done.outputs;
    expect([done.code, exitCode, created, rejected]).toEqual([3, '3', '1', '1']);
    expect(done.err).toContain('::error file=contacts.csv,line=3,title=rejected%3A email::');
    expect([done.out.includes('::error'), (await heldContacts(api)).length]).toEqual([false, 1]);
  });

  test('takes other flags, one per line, and updates existing contacts', async () => {
    const { api, run } = await job('id;Full Name\nx1;Grace\n');
    api.addContact({ external_id: 'x1', name: 'Ada' });
    const flags = '--map=external_id=id\r\n\n--map=name=Full Name\n--delimiter=;\n';
    const done = await run({ command: 'import', file: 'contacts.csv', 'on-conflict': 'update', flags });
    expect([done.code, done.outputs.updated], done.err).toEqual([0, '1']);
    expect((await heldContacts(api)).map(({ name }) => name)).toEqual(['Grace']);
  });

  test('that cannot begin is an annotation and a summary', async () => {
    const { run } = await job();
    const done = await run({ command: 'import', file: 'missing.csv' });
    expect([done.code, done.outputs]).toEqual([2, { 'exit-code': '2' }]);
    expect(done.out).toMatch(/^::error title=cbase::missing\.csv: no such file or directory\. /);
    expect(done.summary).toContain('### cbase: missing.csv: no such file or directory');
  });

  test('without a key ends with 4', async () => {
    const { run } = await job();
    const done = await run({ command: 'import', file: 'contacts.csv', 'api-key': '' });
    expect([done.code, done.outputs['exit-code']], done.err).toEqual([4, '4']);
  });
});

describe('an export', () => {
  test.each([
    ['export-leads', 'out/leads-{date}.csv', /^leads-\d{4}-\d\d-\d\d\.csv$/, '2'],
    ['export-convos', 'out/convos.ndjson.gz', /^convos\.ndjson\.gz$/, '1'],
    ['export-contacts', 'contacts-all.json', /^contacts-all\.json$/, '0'],
  ])('%s writes %s', async (command, out, name, rows) => {
    const { run, checkout } = await job();
    const done = await run({ command, out });
    expect([done.code, done.outputs.rows, done.outputs['exit-code']], done.err).toEqual([0, rows, '0']);
    const path = done.outputs.files ?? '';
    expect(path.startsWith(`${checkout}/`) && statSync(path).isFile()).toBe(true);
    expect(path.split('/').at(-1)).toMatch(name);
    const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
    expect(done.summary).toContain(`### ${rows} rows exported\n`);
    expect(done.summary).toContain(`| \`${sha256}\` |`);
  });

  test('with a state writes what is new, once', async () => {
    const { run } = await job();
    const nightly = {
      command: 'export-leads',
      state: 'nightly',
      since: '30d',
      out: 'leads-{date}-{time}.csv',
    };
    const rows = [(await run(nightly)).outputs.rows];
    const { since: _, ...again } = nightly;
    rows.push((await run({ ...again, out: 'second.csv' })).outputs.rows);
    expect(rows).toEqual(['2', '0']);
  });

  test('that would replace a file is an error', async () => {
    const { run } = await job();
    const done = await run({ command: 'export-leads', out: 'contacts.csv' });
    expect([done.code, done.outputs]).toEqual([2, { 'exit-code': '2' }]);
    expect(done.out).toMatch(/^::error title=cbase::.*contacts\.csv/);
  });
});

describe('inputs that do not fit', () => {
  test.each([
    [{ command: 'delete' }, 'The input "command" must be'],
    [{ command: '' }, 'The input "command" must be'],
    [{ command: 'export-leads --force' }, 'The input "command" must be'],
    [{ command: 'import' }, 'An import needs the input "file"'],
    [{ command: 'export-leads' }, 'An export needs the input "out"'],
    [{ command: 'import', file: 'contacts.csv', 'dry-run': 'yes' }, 'must be true or false'],
    [{ command: 'import', file: 'contacts.csv', flags: 'other.csv' }, 'must be one flag'],
    [{ command: 'import', file: 'contacts.csv', flags: '--' }, 'must be one flag'],
    [{ command: 'import', file: 'contacts.csv', out: 'x.csv' }, '--out'],
    [{ command: 'export-contacts', out: 'x.csv', since: '7d' }, '--since'],
    [{ command: 'export-leads', out: 'x.csv', file: 'contacts.csv' }, 'Too many arguments'],
    [{ command: 'export-leads', out: 'x.csv', 'on-conflict': 'update' }, '--on-conflict'],
  ])('%j: %s', async (inputs, words) => {
    const { api, run, checkout } = await job();
    const done = await run(inputs as Inputs);
    expect([done.code, done.outputs]).toEqual([2, { 'exit-code': '2' }]);
    expect(done.out).toMatch(/^::error title=cbase::/);
    expect(done.out).toContain(words);
    expect([api.log.all(), readdirSync(checkout)]).toEqual([[], ['contacts.csv']]);
  });
});

describe('S-36 hostile inputs', () => {
  test.each([
    '$(touch x)',
    '`touch x`',
    '"; touch x; "',
    "'; touch x; '",
    '--help',
    '-',
    'a b  *',
    '$HOME',
    `\${{ secrets.KEY }}`,
    'x\n::warning::y',
  ])('a file %j is imported by that name', async (name) => {
    const { api, run, checkout } = await job(undefined, name);
    const done = await run({ command: 'import', file: name });
    expect([done.code, done.outputs.created], done.err).toEqual([0, '1']);
    expect([readdirSync(checkout), (await heldContacts(api)).length]).toEqual([[name], 1]);
    expect(`${done.out}\n${done.err}`).not.toMatch(/^::/m);
  });

  test.each(['$(touch x)`touch y`$HOME', `"; touch x; "'; touch y; ' *`, '--help', 'x\n::warning::y'])(
    '%j is a value wherever it is put',
    { timeout: 60_000 },
    async (value) => {
      const { api, run, checkout } = await job();
      const [files, exported] = [
        { command: 'import', file: 'contacts.csv' },
        { command: 'export-leads', out: 'x.csv' },
      ];
      const asked: Inputs[] = [
        ...['on-conflict', 'max-rejects', 'dry-run', 'bot'].map((name) => ({ ...files, [name]: value })),
        ...['format', 'since', 'until', 'state', 'bot'].map((name) => ({ ...exported, [name]: value })),
        { command: value },
      ];
      for (const inputs of asked) {
        const done = await run(inputs);
        const code = inputs.bot === value ? 5 : 2;
        expect([done.code, done.outputs], JSON.stringify(inputs)).toEqual([
          code,
          { 'exit-code': String(code) },
        ]);
        expect(`${done.out}\n${done.err}`.match(/^::.*/gm)).toEqual([
          expect.stringMatching(/^::error title=cbase::/),
        ]);
      }
      expect([readdirSync(checkout), await heldContacts(api)]).toEqual([['contacts.csv'], []]);
    },
  );

  test('a file name cannot set another output', async () => {
    const { run } = await job();
    const done = await run({ command: 'export-leads', out: 'x\nrows=9\nEOF.csv', format: 'csv' });
    expect([done.code, done.outputs.rows, done.outputs['exit-code']], done.err).toEqual([0, '2', '0']);
    expect(done.outputs.files).toMatch(/\/x\nrows=9\nEOF\.csv$/);
  });
});

describe('what is declared', () => {
  test('every input is used once, every output is set by the step it names', async () => {
    const used = action.runs.steps.flatMap(({ env = {} }) => Object.values(env));
    expect(used.sort()).toEqual(
      Object.keys(action.inputs)
        .map((name) => `\${{ inputs.${name} }}`)
        .sort(),
    );
    const { run } = await job();
    const imported = (await run({ command: 'import', file: 'contacts.csv' })).outputs;
    const exported = (await run({ command: 'export-leads', out: 'x.csv' })).outputs;
    for (const [name, { value }] of Object.entries(action.outputs)) {
      expect(value).toBe(`\${{ steps.run.outputs.${name} }}`);
      expect(Object.keys({ ...imported, ...exported })).toContain(name);
    }
  });

  test('only the step that runs cbase has the key', () => {
    const steps = action.runs.steps.filter((one) => JSON.stringify(one).includes('api-key'));
    expect(steps.map(({ id }) => id)).toEqual(['run']);
    expect(Object.values(action.inputs).filter((input) => 'default' in input)).toHaveLength(1);
  });
});
