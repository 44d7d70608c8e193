import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import type { Options } from './create.run.js';

export function botsCreate(bots: Command, cli: Cli): void {
  bots
    .command('create')
    .description('Create a bot, from text files if you like')
    .argument('[name]', 'what it is called; --name does as well')
    .option('--name <name>', 'what it is called')
    .option('--source <file...>', 'text to train it with: files, patterns, or - for stdin')
    .option('--wait', 'wait until it is trained')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase bots create "Help desk" --local --source *.md\n  $ echo "We are open from 9 to 5." | cbase bots create --name Hours --source - --local --format id',
    )
    .action(acting<Options>(cli, async () => (await import('./create.run.js')).createBot));
}
