import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';

export type Options = Common & { readonly out: string; readonly fromConversation?: string };

export function sessionsToTest(sessions: Command, cli: Cli): void {
  sessions
    .command('to-test')
    .description('Make a conversation a test: each answer is the one that must come again')
    .argument('[session]', 'its id, the beginning of it, or its name; the last one by default')
    .option('--from-conversation <id>', 'a conversation of the dashboard instead')
    .option('--out <file>', 'the file of tests; it is added to', 'cbase-tests.yaml')
    .addHelpText(
      'after',
      '\nRun it with: cbase chat --test FILE.' +
        '\n\nExamples:\n  $ cbase chat --local --bot "Harbor Coffee" -q Hello && cbase sessions to-test' +
        '\n  $ cbase sessions to-test --from-conversation widget-0002 --local --bot "Harbor Coffee"',
    )
    .action(doing<Options>(cli, async () => (await import('./to-test.run.js')).makeTest));
}
