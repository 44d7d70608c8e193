import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { cli } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { dangers, hostile } from '../../support/hostile.js';
import { finished } from '../../support/screen.js';
import { file, workdir } from '../../support/workdir.js';

const local = ['--local', '--quiet'];

async function named(...names: readonly string[]) {
  const bots = names.map((name, i) => ({ id: `bot-${i + 1}`, name, source: 'x' }));
  return emulator({ seed: file(JSON.stringify({ bots }), 'seed.json') });
}

describe('--jq', () => {
  test.each([
    ['.[].id', 'b1\nb2\nb3\nb4\n'],
    ['map(.id)', '["b1","b2","b3","b4"]\n'],
    ['.[0] | {id, name}', '{"id":"b1","name":"Support"}\n'],
    ['length, (.[2].name | ascii_upcase)', '4\nTWINS\n'],
    ['.[] | select(.name == "Nobody")', ''],
    ['"", "a\\n"', '\na\n\n'],
    ['null, true, 1.5', 'null\ntrue\n1.5\n'],
    ['-1', '-1\n'],
    ['', undefined],
  ])('bots list --jq %j prints %j', async (expression, wanted) => {
    const { env } = await emulator();
    const { code, out, err } = await cli(['bots', 'list', '--jq', expression], { env });
    const all = await cli(['bots', 'list', '--json'], { env });
    expect({ code, out, err }).toEqual({
      code: 0,
      out: wanted ?? `${JSON.stringify(JSON.parse(all.out))}\n`,
      err: '',
    });
  });

  test.each([
    [['bots', 'get', 'Support'], '.name', 'Support\n'],
    [['bots', 'list', '--fields', 'name'], '.[0] | keys[]', 'name\n'],
    [['bots', 'list', '--fields'], '.[0]', 'id\n'],
    [['attrs', 'list'], '.[0].name', 'company\n'],
    [['config', 'list'], '.[0].name', 'profile\n'],
    [['config', 'get', 'timeout'], '.value', '120s\n'],
    [['config', 'set', 'timeout', '90s'], '.ok', 'true\n'],
    [['profile', 'list'], 'length', '0\n'],
    [['models'], '.[0] | has("credits")', 'true\n'],
    [['picks'], 'length', '0\n'],
    [['sessions', 'list'], 'length', '0\n'],
    [['version'], '.node', `${process.version}\n`],
    [['commands'], '.name', 'cbase\n'],
    [['doctor'], '.ok', 'true\n'],
    [['contacts', 'import', 'results'], 'length', '0\n'],
    [['leads', 'status'], 'length', '0\n'],
    [['leads', 'stats', '--local'], '.bot.name', 'Harbor Coffee\n'],
    [['leads', 'export', '--local'], 'length', '3\n'],
    [['convos', 'get', 'widget-0002', '--local'], '.id', 'widget-0002\n'],
    [['api', 'GET', 'get-chatbots'], '.chatbots.data | length', '4\n'],
    [['chat', 'Hello'], '.text | type', 'string\n'],
  ])('%j --jq %j prints %j', async (argv, expression, wanted) => {
    const { env } = await emulator();
    const { CHATBASE_BASE_URL: _, ...rest } = env;
    const isLocal = argv.includes('--local');
    const used = isLocal ? { ...rest, CHATBASE_BOT_ID: 'Harbor Coffee' } : env;
    const { code, out } = await cli([...argv, '--quiet', '--jq', expression], { env: used });
    expect({ code, out }).toEqual({ code: 0, out: wanted });
  });

  test('what a command has not done completely still ends with its own code', async () => {
    const { env } = await emulator();
    const good = Array.from({ length: 60 }, (_, i) => `c-${i},ada${i}@example.com`);
    const csv = file(['external_id,email', ...good, 'c-x,nonsense', ''].join('\n'), 'contacts.csv');
    const run = (expression: string) =>
      cli(['contacts', 'import', csv, '--quiet', '--jq', expression], { env });
    expect(await run('.ledger.rejected')).toMatchObject({ code: 6, out: '1\n' });
  });

  test.each([
    ['.[', '--jq: syntax error, unexpected end of file'],
    ['nonsense', '--jq: nonsense/0 is not defined'],
    ['--arg', '--jq: '],
    ['.[] |', '--jq: syntax error'],
  ])(
    'an expression that jq does not understand, %j, is found before any request',
    async (expression, words) => {
      const api = await emulator();
      const { code, out, err } = await cli(['bots', 'list', '--jq', expression], { env: api.env });
      expect([code, out, api.log.all()]).toEqual([2, '', []]);
      expect(err).toContain(words);
      expect(err.trim().split('\n')).toHaveLength(1);
    },
  );

  test('an expression that does not fit the output is an error that repeats what jq says', async () => {
    const { env } = await emulator();
    const { code, out, err } = await cli(['bots', 'list', '--jq', '.[].id, .[0].name.first'], { env });
    expect([code, out]).toEqual([2, '']);
    expect(err).toBe(
      'cbase: --jq failed on the output: Cannot index string with string ("first"). ' +
        'Compare the expression with what the same command prints with --json.\n',
    );
  });

  test.each([
    [['bots', 'list', '--format', 'csv'], '--jq filters JSON, so it does not go with --format csv'],
    [['leads', 'export', '--format', 'ndjson'], 'does not go with --format ndjson'],
    [['bots', 'list', '--format', 'yaml'], 'does not go with --format yaml'],
    [['bots', 'list', '--no-header'], '--no-header goes with a table, CSV or TSV, not with --jq'],
    [['batch', 'prompts.txt'], 'prints no JSON document, so it does not support --jq'],
    [['emulator'], 'prints no JSON document, so it does not support --jq'],
    [['completion', 'bash'], 'prints no JSON document, so it does not support --jq'],
    [['demo'], 'prints no JSON document, so it does not support --jq'],
    [
      ['leads', 'stats', '--out', 'leads.json'],
      '--jq filters what is printed, and --out writes it into a file',
    ],
    [['sessions', 'export', '--out', 'session.json'], '--jq filters what is printed'],
  ])('%j --jq . is a usage error', async (argv, words) => {
    const api = await emulator();
    const { code, out, err } = await cli([...argv, '--jq', '.'], { env: api.env });
    expect([code, out, api.log.all()]).toEqual([2, '', []]);
    expect(err).toContain(words);
  });

  test('with --jsonl, the error is the one line that --jsonl promises', async () => {
    const api = await emulator();
    const argv = ['chat', 'Hello', '--jsonl', '--jq', '.'];
    const { code, out, err } = await cli(argv, { env: api.env });
    expect([code, JSON.parse(out), api.log.all()]).toEqual([
      2,
      expect.objectContaining({
        type: 'error',
        error: expect.objectContaining({
          message: '--jq needs one JSON document, and --jsonl prints many',
        }),
      }),
      [],
    ]);
    expect(err).toContain('--jq needs one JSON document');
  });

  test('an error is on stderr only, where the document would not be the expected one', async () => {
    const { env } = await emulator();
    const wrong = { ...env, CHATBASE_API_KEY: 'wrong' };
    const { code, out, err } = await cli(['bots', 'list', '--jq', '.[].id'], { env: wrong });
    expect([code, out]).toEqual([4, '']);
    expect(err).toContain('401');
  });

  test('nothing is asked: the missing flag is named', async () => {
    const { env } = await emulator();
    const shown = await finished(['bots', 'delete', 'b1', '--jq', '.id'], { env });
    expect([shown.code, shown.lines.join(' ')]).toEqual([2, expect.stringContaining('--confirm')]);
  });

  test('what comes from outside cannot control a terminal', async () => {
    const { env } = await named(...hostile.map((text) => text.slice(0, 60)));
    const shown = await finished(['bots', 'list', '--jq', '.[].name'], { env });
    expect(shown.code).toBe(0);
    expect(dangers(shown.raw)).toEqual([]);
  });

  test('the expression cannot read the environment, and so not the key', async () => {
    const { env } = await emulator();
    const { out } = await cli(['bots', 'list', '--jq', 'env, $ENV | keys[]'], { env });
    expect(out).not.toContain('CHATBASE');
    expect(out).toContain('HOME');
  });

  test('without the package jq-wasm, the error says how to install it', async () => {
    // An installed package has no packages beside it.
    const root = workdir();
    const from = new URL('../../../', import.meta.url).pathname;
    for (const name of ['bin', 'dist', 'package.json'])
      cpSync(join(from, name), join(root, name), { recursive: true });
    const { exitCode, stdout, stderr } = await execa(
      process.execPath,
      [join(root, 'bin/cbase.js'), 'models', '--jq', '.'],
      { env: { HOME: workdir() }, extendEnv: false, reject: false },
    );
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('--jq requires the package jq-wasm, which is not installed');
    const { peerDependencies } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
    expect(stderr).toContain(`npm install --global jq-wasm@${peerDependencies['jq-wasm'].replace('^', '')}`);
  });
});

test('a list is printed without loading jq or YAML', async () => {
  const out = workdir();
  mkdirSync(join(out, 'trace'));
  const script = `const Module = require('node:module'); const load = Module._load; const seen = [];
Module._load = function (id, ...more) { seen.push(id); return load.call(this, id, ...more); };
process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(join(out, 'seen'))}, seen.join('\\n')));`;
  const hook = file(script, 'hook.cjs');
  await cli(['bots', 'list', '--json', ...local], { env: { NODE_OPTIONS: `--require ${hook}` } });
  expect(existsSync(join(out, 'seen'))).toBe(true);
  expect(readFileSync(join(out, 'seen'), 'utf8')).not.toMatch(/jq|yaml|document|manual|completion/i);
});
