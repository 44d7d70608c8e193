import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import type { Options } from './train.run.js';

export function botsTrain(bots: Command, cli: Cli): void {
  bots
    .command('train')
    .description('Replace the whole text of a bot and train it anew')
    .argument('[bot]', 'its id or name; --bot does as well')
    .option('--source <file...>', 'the new text: files, patterns, or - for stdin')
    .option('--same-text', 'retrain it with its current text; sends no new text')
    .option('--name <name>', 'give it another name as well; without it the name stays')
    .option('--wait', 'wait until it is trained')
    .option('-y, --yes', 'do not ask; needed without a terminal, because the old text is lost')
    .addHelpText(
      'after',
      '\nThe text that was there is replaced, not added to, and cannot be had back.' +
        '\n\nExamples:\n  $ cbase bots train "Harbor Coffee" --source *.md --yes --local\n  $ cbase bots train --bot "Harbor Coffee" --source handbook.md --wait --yes --local\n  $ cbase bots train "Harbor Coffee" --same-text --yes --local',
    )
    .action(doing<Options>(cli, async () => (await import('./train.run.js')).trainBot));
}
