import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { wholeNumber } from '../../cli/parsers.js';
import { addConvoFlags } from '../shared/export/convo-flags.js';
import { addConvoFilter } from '../shared/export/filter-flags.js';
import { addFollowFlags } from '../shared/follow/follow-flags.js';
import type { Options } from './list.run.js';

const help: HelpPage = {
  notes: [
    'With --follow, it runs until Ctrl-C: new conversations are printed as they appear, as lines of JSON in a pipe. With --state, the next run continues there: each is printed once, but after a kill the last ones may come again.',
  ],
  usual: [
    ...[
      '--since',
      '--until',
      '--source',
      '--search',
      '--customer',
      '--min-score',
      '--max-score',
      '--with-form',
    ],
    ...['--without-form', '--without-reply', '--country', '--limit', '--follow', '--state', '--exec'],
  ],
  endings: { locked: 'another process follows with the same --state' },
  readOn: 'docs/conversations.md',
  examples: [
    'cbase convos list --since 7d',
    'cbase convos list --source "WhatsApp,Widget or Iframe" --format id',
    'cbase convos list --search refund --max-score 0.5',
    'cbase convos list --customer ada@example.com --json',
  ],
};

export function convosList(convos: Command, cli: Cli): void {
  const listed = addConvoFilter(addConvoFlags(withHelp(convos.command('list'), help)));
  addFollowFlags(listed, 'conversations')
    .description('List the conversations of a bot, in the order of the API')
    .option('--limit <n>', 'maximum number of conversations (default: 20)', wholeNumber(1, 1_000_000))
    .action(
      acting<Options>(cli, async () => (await import('./list.run.js')).listConvos, {
        printsDocument: ({ follow }) => follow !== true,
      }),
    );
}
