import type { Command } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import type { Options } from './batch.run.js';
import { addFileFlags, addLinesFlags } from './shared/chat/flags.js';

export function batch(program: Command, cli: Cli): void {
  const command = addFileFlags(program.command('batch'))
    .option('--separator <line>', 'the line that separates multi-line prompts')
    .option('--column <name>', 'the .csv column that holds the prompts');
  addLinesFlags(command)
    .description('Ask a bot every prompt in a file, and write a line of JSON for each')
    .argument('<file>', 'a .txt with a prompt on each line, a .jsonl or a .csv file; - for stdin')
    .addHelpText(
      'after',
      '\nExit codes: 0 all prompts answered, 3 some were not, 6 credit cap reached.' +
        '\n\nExamples:\n  $ printf "Do you ship abroad?\\nIs there decaf?\\n" | cbase batch - --local --bot "Harbor Coffee"' +
        '\n  $ printf "Hello\\n" > prompts.txt && cbase batch prompts.txt --out answers.jsonl --local --bot "Harbor Coffee"' +
        '\n  $ cbase batch prompts.txt --out answers.jsonl --resume --local --bot "Harbor Coffee"',
    )
    .action(acting<Options>(cli, async () => (await import('./batch.run.js')).askBatch));
}
