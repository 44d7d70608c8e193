import { describe, expect, test } from 'vitest';
import { variables } from '../../../src/base/environment.js';
import { exitCodes } from '../../../src/base/failure.js';
import { topicNames } from '../../../src/cli/help/topic-names.js';
import { cli } from '../../support/cli.js';
import { run } from '../../support/io.js';

describe('without a command', () => {
  test('cbase shows what there is, in less than a screen', async () => {
    const { code, out, err } = await cli([]);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('Usage: cbase <command> [flags]');
    expect(out).toContain('cbase auth login');
    expect(out.split('\n').length).toBeLessThanOrEqual(24);
  });

  test.each([
    [['contacts'], 'Usage: cbase contacts <command>'],
    [['bots', 'icon'], 'Usage: cbase bots icon <command>'],
    [['--local', 'leads'], 'Usage: cbase leads <command>'],
    [['profile', '-q'], 'Usage: cbase profile <command>'],
    [['--local'], 'Commands:'],
  ])('%j shows the commands of the group', async (argv, start) => {
    const { code, out, err } = await cli(argv);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(start);
  });

  test.each([[['--json']], [['contacts', '--json']], [['contacts', '--format', 'csv']]])(
    '%j is an error, because a program wants data',
    async (argv) => {
      const { code, err } = await cli(argv);
      expect([code, err]).toEqual([2, 'cbase: No command was given. List the commands with --help.\n']);
    },
  );
});

describe('help for something that does not exist', () => {
  test.each([
    ['botz --help', "Unknown command 'botz'. Did you mean bots?"],
    ['-h botz', "Unknown command 'botz'. Did you mean bots?"],
    ['help nope', "Unknown command 'nope'. See cbase --help."],
    ['help bots lst', "Unknown command 'lst'. Did you mean list?"],
    ['bots help lst', "Unknown command 'lst'. Did you mean list?"],
    ['bots lst --help', "Unknown command 'lst'. Did you mean list?"],
    ['help flgs', "Unknown command 'flgs'. Did you mean flags?"],
    ['help chat foo', "Unknown command 'foo'. See cbase chat --help."],
    ['help import', "Unknown command 'import'. Did you mean cbase contacts import?"],
  ])('%s: %s', async (line, words) => {
    const { code, out, err } = await cli(line.split(' '));
    expect([code, out, err]).toEqual([2, '', `cbase: ${words}\n`]);
  });

  test('a key in the place of a command is not repeated', async () => {
    const key = '0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f';
    for (const argv of [
      ['help', key],
      [key, '--help'],
    ]) {
      const { code, out, err } = await cli(argv);
      expect([code, `${out}${err}`.includes(key.slice(0, 13))]).toEqual([2, false]);
    }
  });
});

test.each([
  'bots help list',
  'help bots list',
  'help bots ls',
  'bots list --help',
  'bots ls -h',
  '--local bots list --help',
  'bots --json help list',
])('%s is the help of bots list', async (line) => {
  const { code, out } = await cli(line.split(' '));
  expect([code, out.split('\n')[0]]).toEqual([0, 'Usage: cbase bots list [flags]']);
});

test('a message that is the word help is still a message', async () => {
  const { code, err } = await cli(['chat', 'help']);
  expect([code, err]).toEqual([4, expect.stringContaining('No API key')]);
});

describe('suggestions', () => {
  test.each([
    ['contacts import x.csv --update', "Unknown option '--update'. See --help."],
    ['contacts export --state x', "Unknown option '--state'. See --help."],
    ['bots list --formt json', "Unknown option '--formt'. Did you mean --format?"],
    ['contact list', "Unknown command 'contact'. Did you mean contacts?"],
  ])('%s: %s', async (line, words) => {
    expect((await cli(line.split(' '))).err).toBe(`cbase: ${words}\n`);
  });
});

describe('topics', () => {
  test('every exit code is explained', async () => {
    const { out } = await cli(['help', 'exit-codes']);
    const codes = [...out.matchAll(/^ {2}(\d+) /gm)].map(([, code]) => Number(code));
    expect(codes).toEqual(Object.values(exitCodes).sort((a, b) => a - b));
  });

  test('every environment variable is explained', async () => {
    const { out } = await cli(['help', 'environment']);
    const names = [...out.matchAll(/^ {2}([A-Z][A-Z_]+) /gm)].map(([, name]) => name);
    expect(names).toEqual(Object.keys(variables));
  });

  test('every common flag is explained, with its variable', async () => {
    const { out } = await cli(['help', 'flags']);
    for (const flag of [
      '--bot',
      '--profile',
      '--json',
      '--fields',
      '--quiet',
      '--no-input',
      '--all',
      '--no-pager',
    ])
      expect(out).toMatch(new RegExp(`^ {2}.*${flag}\\b`, 'm'));
    expect(out).toMatch(/--bot <id\|name>[^[]*\[CHATBASE_BOT_ID/);
  });

  test('formats and files are those of this version', async () => {
    const [formats, files] = [await cli(['help', 'formats']), await cli(['help', 'files'])];
    for (const name of ['table', 'ndjson', 'tsv', 'pdf', 'xlsx']) expect(formats.out).toContain(name);
    expect(files.out).toContain('~/.config/cbase/config.json');
    expect(files.out).toContain('~/.local/state/cbase/runs');
  });

  test.each([...topicNames])('%s fits at any width', async (topic) => {
    for (const columns of [40, 60, 80, 120]) {
      const { code, out } = await run(['help', topic], { columns });
      const wide = out.split('\n').filter((line) => line.length > columns && /\S\s+\S/.test(line.slice(6)));
      expect([code, wide]).toEqual([0, []]);
    }
  });
});

test.each([['-V'], ['--version'], ['version']])('%s prints the version', async (word) => {
  const { code, out } = await cli([word]);
  expect([code, out]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
});

test('version --json names Node as well', async () => {
  const { out } = await cli(['version', '--json']);
  expect(JSON.parse(out)).toEqual({ version: expect.any(String), node: process.version });
});

test.each([
  ['bots ls --local --format id', 'bots list --local --format id'],
  ['config show base-url', 'config get base-url'],
  ['config ls', 'config list'],
  ['sessions ls --json', 'sessions list --json'],
])('%s does the same as %s', async (short, long) => {
  const [one, other] = [await cli(short.split(' ')), await cli(long.split(' '))];
  expect(one).toEqual(other);
  expect(one.code).toBe(0);
});

test('show gets a bot', async () => {
  const { code, out } = await cli(['bots', 'show', 'Harbor Coffee', '--local', '--json']);
  expect([code, JSON.parse(out)]).toMatchObject([0, { chatbotId: 'demo-HarborCoffee-001' }]);
});

test('rm deletes', async () => {
  const { code, err } = await cli(['sessions', 'rm', 'none', '--confirm', 'none']);
  expect([code, err]).toEqual([5, expect.stringContaining('There is no session "none"')]);
});
