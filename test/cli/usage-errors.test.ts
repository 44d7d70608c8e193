import { Command, CommanderError } from 'commander';
import { describe, expect, test } from 'vitest';
import { usageFailure } from '../../src/cli/usage-errors.js';

/** What commander says of these words, as a failure. */
function failureOf(...argv: readonly string[]) {
  const program = new Command('cbase').exitOverride().configureOutput({ writeErr: () => {} });
  const bots = program.command('bots');
  bots
    .command('list')
    .option('--limit <n>')
    .option('--plain')
    .action(() => {});
  const number = () => {
    throw new CommanderError(1, 'x', '');
  };
  bots
    .command('get')
    .argument('<id>')
    .option('-n, --number <n>', 'n', number)
    .action(() => {});
  for (const name of ['chat', 'sessions'])
    program
      .command(name)
      .option('--message <text>')
      .action(() => {});
  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return usageFailure(error, argv);
    throw error;
  }
  throw new Error(`${argv.join(' ')} was understood`);
}

const key = 'cb1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f';

describe('a command line that is not understood', () => {
  test.each([
    [['bots', 'list', '--limt', '3'], '--limt', '--limit'],
    [['bots', 'lst'], 'lst', 'list'],
    [['bots', 'list', '--xyzxyz'], '--xyzxyz', '--help'],
    [['bots', 'list', '--limit'], '--limit', '--help'],
    [['bots', 'get'], 'id', '--help'],
    [['bots', 'list', 'a', 'b'], 'list', '--help'],
    [['bots', 'list', '--plain=1'], '--plain', 'Omit the value'],
    [['whoami'], 'whoami', 'cbase auth status'],
    [['import'], 'import', 'cbase contacts import'],
    [['bots', 'list', '--lemon'], '--lemon', 'See --help'],
    [['bots', 'set'], 'set', 'See --help'],
    [['login'], 'login', 'cbase auth login'],
    [['chat', '--test', 'x.yaml'], '--test', 'cbase tests run FILE'],
    [['chat', '--batch=x.csv'], '--batch', 'cbase batch FILE'],
    [['chat', '--replay', 'x'], '--replay', 'cbase replay FILE'],
    [['sessions', '--test', 'x'], '--test', '--help'],
  ])('%j is a usage failure that names %s, and advises %s', (argv, named, advised) => {
    const failure = failureOf(...argv);
    expect(failure.kind).toBe('usage');
    expect(failure.message).toContain(named);
    expect(failure.more.advice).toContain(advised);
  });

  test('without a command at all it advises the help', () => {
    expect(usageFailure(new CommanderError(1, 'commander.help', '(outputHelp)'), []).more.advice).toContain(
      '--help',
    );
  });

  test('is one sentence that begins with a capital letter and has no full stop', () => {
    for (const argv of [
      ['bots', 'lst'],
      ['bots', 'get'],
      ['bots', 'list', '--limit'],
    ])
      expect(failureOf(...argv).message).toMatch(/^[A-Z][^\n]*[^.\n]$/);
    expect(usageFailure(new CommanderError(1, 'x', 'error: no such. thing.\n(more)'), []).message).toBe(
      'No such. thing',
    );
  });
});

describe('a key that was typed in the wrong place', () => {
  test.each([
    [['bots', 'list', `--key=${key}`]],
    [['bots', 'list', '--key=short secret']],
    [['bots', 'list', `-k${key}`]],
    [['bots', key]],
    [[key]],
    [['bots', 'list', `--${key}`]],
  ])('%j is not repeated', (argv) => {
    const { message, more } = failureOf(...argv);
    expect(`${message} ${more.advice}`).not.toMatch(/cb1a2b3c|secret/);
  });
});
