import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { dryRunFlag } from '../shared/dry-run-flag.js';
import type { Options } from './create.run.js';

const help: HelpPage = {
  examples: [
    'cbase bots create "Help desk" --source *.md',
    'echo "We are open from 9 to 5." | cbase bots create --name Hours --source -',
  ],
  endings: { 'in-doubt': 'it is not known whether the bot was created' },
};

export function botsCreate(bots: Command, cli: Cli): void {
  withHelp(bots.command('create'), help)
    .description('Create a bot, optionally trained with files')
    .argument('[name]', 'bot name (or use --name)')
    .option('--name <name>', 'bot name')
    .option(
      '--source <file...>',
      'training text: files, glob patterns, !patterns to leave out, or - for stdin',
    )
    .option('--encoding <name>', 'encoding of texts that are not UTF-8, such as windows-1252')
    .option('--wait', 'wait until training has finished')
    .addOption(dryRunFlag())
    .action(
      acting<Options>(cli, async () => (await import('./create.run.js')).createBot, { ignores: ['bot'] }),
    );
}
