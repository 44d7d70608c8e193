import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import { confirmFlag, yesFlag } from '../../cli/confirm-flags.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import type { Options } from './train.run.js';

const help: HelpPage = {
  notes: ['The new text replaces the old text, which cannot be recovered.'],
  examples: [
    'cbase bots train --source *.md --yes',
    'cbase bots train --source handbook.md --wait --yes',
    'cbase bots train --same-text --yes',
  ],
  endings: { 'in-doubt': 'it is not known whether the text was replaced' },
};

export function botsTrain(bots: Command, cli: Cli): void {
  withHelp(bots.command('train'), help)
    .description('Replace the whole text of a bot and retrain it')
    .argument('[bot]', 'bot id or name (or use --bot)')
    .option('--source <file...>', 'new text: files, glob patterns, or - for stdin')
    .option('--same-text', 'retrain with the current text; sends no new text')
    .option('--name <name>', 'also rename the bot (default: keep its name)')
    .option('--wait', 'wait until training has finished')
    .addOption(yesFlag())
    .addOption(confirmFlag('the bot id'))
    .action(doing<Options>(cli, async () => (await import('./train.run.js')).trainBot));
}
