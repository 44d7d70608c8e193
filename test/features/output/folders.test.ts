import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { file, workdir } from '../../support/workdir.js';

const testFile =
  'bot: b1\ntests:\n  - name: greets\n    turns:\n      - user: Hello\n        expect: [{min_chars: 1}]\n';

/** Every command that writes a file to a path the user names, with the flag that names it. */
const commands: readonly (readonly [name: string, argv: readonly string[], flag: string, file: string])[] = [
  ['leads export', [], '--out', 'x.csv'],
  ['convos export', [], '--out', 'x.html'],
  ['contacts export', [], '--out', 'x.ndjson.gz'],
  ['leads stats', [], '--out', 'x.csv'],
  ['convos stats', [], '--out', 'x.json'],
  ['batch', ['PROMPTS', '--yes'], '--out', 'x.jsonl'],
  ['tests run', ['TESTS', '--yes'], '--junit', 'x.xml'],
  ['tests run', ['TESTS', '--yes'], '--md', 'x.md'],
  ['sessions export', [], '--out', 'x.md'],
  ['tests from-session', [], '--out', 'x.yaml'],
];

describe('a folder that does not exist', () => {
  test.each(commands)('%s %j %s names it, and --mkdir creates it', async (name, argv, flag, written) => {
    const api = await emulator();
    const [where, home] = [workdir(), workdir()];
    const files: Readonly<Record<string, string>> = {
      PROMPTS: file('Hello\n', 'prompts.txt'),
      TESTS: file(testFile, 'tests.yaml'),
    };
    const at = (line: readonly string[]) => run(line, { env: api.env, home });
    if (name.includes('session')) await at(['chat', 'Hello']);
    const asked = api.log.all().filter(({ path }) => path === '/chat').length;
    const path = join(where, 'a/b', written);
    const line = [...name.split(' '), ...argv.map((word) => files[word] ?? word), flag, path];
    const refused = await at(line);
    expect([refused.code, refused.err.trim().split('\n').at(-1)]).toEqual([
      2,
      `cbase: The folder ${dirname(path)} does not exist. Add --mkdir to create it, or choose another path.`,
    ]);
    expect([readdirSync(where), api.log.all().filter(({ path: sent }) => sent === '/chat').length]).toEqual([
      [],
      asked,
    ]);
    const made = await at([...line, '--mkdir']);
    expect(made.code, made.err).toBe(0);
    expect([existsSync(path), statSync(join(where, 'a')).mode & 0o777]).toEqual([true, 0o700]);
  });

  test('--mkdir needs a file to write', async () => {
    const { code, err } = await run(['leads', 'export', '--mkdir'], { env: (await emulator()).env });
    expect([code, err]).toEqual([2, 'cbase: --mkdir requires a file. Name one with --out.\n']);
  });

  test('is created for the reports of an import', async () => {
    const api = await emulator();
    const junit = join(workdir(), 'reports/junit.xml');
    const csv = file('external_id,name\nx1,Ada\n', 'c.csv');
    const { code, err } = await run(['contacts', 'import', csv, '--junit', junit], { env: api.env });
    expect([code, existsSync(junit)], err).toEqual([0, true]);
  });
});

test('{bot} is the name of the bot, with a hash only where another bot would have the same file', async () => {
  const api = await emulator({
    seed: file(
      JSON.stringify({
        bots: [
          { id: 'b1', name: 'Harbor Coffee', source: 'x' },
          { id: 'b2', name: 'Tea House', source: 'x' },
          { id: 'b3', name: 'tea/house', source: 'x' },
        ],
      }),
      'seed.json',
    ),
  });
  const where = workdir();
  for (const bot of ['b1', 'b2', 'b3'])
    await run(['leads', 'export', '--bot', bot, '--out', join(where, '{bot}.csv')], { env: api.env });
  expect(readdirSync(where).map((name) => name.replace(/~[0-9a-z]+/, '~'))).toEqual([
    ...['Harbor-Coffee.csv', 'Tea-House~.csv', 'tea-house~.csv'],
  ]);
});
