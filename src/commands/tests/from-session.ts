import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import { addMkdir } from '../shared/mkdir-flag.js';
import type { Options } from './from-session.run.js';

export function testsFromSession(tests: Command, cli: Cli): void {
  const command = tests
    .command('from-session')
    .description('Turn a session into a test, with its answers as baselines')
    .argument('[session]', 'session id, id prefix or name (default: the last session)')
    .option('--from-conversation <id>', 'use a dashboard conversation instead')
    .option('--out <file>', 'append to this test file', 'cbase-tests.yaml');
  addMkdir(command)
    .addHelpText(
      'after',
      '\nRun it with: cbase tests run FILE.' +
        '\n\nExamples:\n  $ cbase chat --local --bot "Harbor Coffee" -q Hello && cbase tests from-session' +
        '\n  $ cbase tests from-session --from-conversation widget-0002 --local --bot "Harbor Coffee"',
    )
    .action(doing<Options>(cli, async () => (await import('./from-session.run.js')).makeTest));
}
