import { type Command, Option } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { addConvoFlags } from '../shared/export/convo-flags.js';
import type { Options } from './get.run.js';

const help: HelpPage = {
  examples: ['cbase convos get widget-0002', 'cbase convos get widget-0002 --since 30d --format md'],
  readOn: 'docs/conversations.md',
};

export function convosGet(convos: Command, cli: Cli): void {
  addConvoFlags(withHelp(convos.command('get'), help))
    .description('Show one conversation (searches the list, because the API has no call for it)')
    .argument('<id>', 'conversation id')
    .addOption(
      new Option(
        '--format <format>',
        'output format (default: transcript on a terminal, CSV in a pipe)',
      ).choices([...['table', 'md', 'json', 'ndjson', 'yaml', 'csv', 'tsv', 'id']]),
    )
    .option('--no-pager', 'print a long transcript instead of showing it in a pager')
    .action(acting<Options>(cli, async () => (await import('./get.run.js')).getConvo));
}
