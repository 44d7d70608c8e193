import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import { confirmFlag, yesFlag } from '../../cli/confirm-flags.js';
import type { Options } from './train.run.js';

export function botsTrain(bots: Command, cli: Cli): void {
  bots
    .command('train')
    .description('Replace the whole text of a bot and retrain it')
    .argument('[bot]', 'bot id or name (or use --bot)')
    .option('--source <file...>', 'new text: files, glob patterns, or - for stdin')
    .option('--same-text', 'retrain with the current text; sends no new text')
    .option('--name <name>', 'also rename the bot (default: keep its name)')
    .option('--wait', 'wait until training has finished')
    .addOption(yesFlag())
    .addOption(confirmFlag('the bot id'))
    .addHelpText(
      'after',
      '\nThe new text replaces the old text, which cannot be recovered.' +
        '\n\nExamples:\n  $ cbase bots train "Harbor Coffee" --source *.md --yes --local\n  $ cbase bots train --bot "Harbor Coffee" --source handbook.md --wait --yes --local\n  $ cbase bots train "Harbor Coffee" --same-text --yes --local',
    )
    .action(doing<Options>(cli, async () => (await import('./train.run.js')).trainBot));
}
