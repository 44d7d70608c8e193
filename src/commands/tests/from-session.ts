import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import type { Options } from './from-session.run.js';

export function testsFromSession(tests: Command, cli: Cli): void {
  tests
    .command('from-session')
    .description('Make a conversation a test: each answer is the one that must come again')
    .argument('[session]', 'its id, the beginning of it, or its name; the last one by default')
    .option('--from-conversation <id>', 'a conversation of the dashboard instead')
    .option('--out <file>', 'the file of tests; it is added to', 'cbase-tests.yaml')
    .addHelpText(
      'after',
      '\nRun it with: cbase tests run FILE.' +
        '\n\nExamples:\n  $ cbase chat --local --bot "Harbor Coffee" -q Hello && cbase tests from-session' +
        '\n  $ cbase tests from-session --from-conversation widget-0002 --local --bot "Harbor Coffee"',
    )
    .action(doing<Options>(cli, async () => (await import('./from-session.run.js')).makeTest));
}
