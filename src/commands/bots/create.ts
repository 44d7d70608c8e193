import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import type { Options } from './create.run.js';

export function botsCreate(bots: Command, cli: Cli): void {
  bots
    .command('create')
    .description('Create a bot, optionally trained with text files')
    .argument('[name]', 'bot name (or use --name)')
    .option('--name <name>', 'bot name')
    .option('--source <file...>', 'training text: files, glob patterns, or - for stdin')
    .option('--wait', 'wait until training has finished')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase bots create "Help desk" --local --source *.md\n  $ echo "We are open from 9 to 5." | cbase bots create --name Hours --source - --local --format id',
    )
    .action(
      acting<Options>(cli, async () => (await import('./create.run.js')).createBot, { ignores: ['bot'] }),
    );
}
