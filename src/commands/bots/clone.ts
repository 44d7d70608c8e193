import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import { yesFlag } from '../../cli/confirm-flags.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import type { Options } from './clone.run.js';

const help: HelpPage = {
  notes: [
    'Training text, icon and profile picture are not copied, because the API does not return them.',
    'An interrupted clone leaves a bot without all settings; --finish sets the rest.',
  ],
  examples: [
    'cbase bots clone "Harbor Coffee" --name "Harbor Coffee (test)"',
    'cbase bots clone "Harbor Coffee" --name "Harbor Tea" --dry-run',
  ],
  endings: {
    partial: 'the bot was created, but the server did not store a setting',
    'in-doubt': 'it is not known whether the bot was created',
  },
  readOn: 'docs/as-code.md',
};

export function botsClone(bots: Command, cli: Cli): void {
  withHelp(bots.command('clone'), help)
    .description('Create a bot with the settings of another one')
    .argument('[bot]', 'id or name of the bot to copy (or use --bot)')
    .option('--name <name>', 'name of the new bot; at least 3 characters')
    .option('--to-profile <name>', 'create it in the account of this profile')
    .option('--with-attributes', 'also create the custom attributes; they cannot be deleted')
    .option('--finish <id>', 'set the settings of this bot, which an interrupted clone has left')
    .option('--dry-run', 'only say what would be created')
    .addOption(yesFlag())
    .action(doing<Options>(cli, async () => (await import('./clone.run.js')).cloneBot));
}
