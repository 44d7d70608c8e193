import type { Command } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import { type HelpPage, withHelp } from '../cli/help/page.js';
import type { Options } from './batch.run.js';
import { addFileFlags, addLinesFlags } from './shared/chat/flags.js';

const help: HelpPage = {
  examples: [
    'printf "Do you ship abroad?\\nIs there decaf?\\n" | cbase batch -',
    'printf "Hello\\n" > prompts.txt; cbase batch prompts.txt --out answers.jsonl',
    'cbase batch prompts.txt --out answers.jsonl --resume',
  ],
  endings: {
    done: 'all prompts were answered',
    partial: 'some were not',
    limit: 'the credit cap was reached',
  },
  readOn: 'docs/chat.md',
  usual: [
    '--out',
    '--resume',
    '--bail',
    '--column',
    '--model',
    '--temperature',
    '--max-credits',
    '--yes',
    '--concurrency',
    '--dry-run',
  ],
};

export function batch(program: Command, cli: Cli): void {
  const command = addFileFlags(withHelp(program.command('batch'), help))
    .option('--separator <line>', 'the line that separates multi-line prompts')
    .option('--column <name>', 'the .csv column that holds the prompts');
  addLinesFlags(command)
    .summary('Ask a bot every prompt in a file')
    .description('Ask a bot every prompt in a file, and write a line of JSON for each')
    .argument('<file>', 'a .txt with a prompt on each line, a .jsonl or a .csv file; - for stdin')
    .action(
      acting<Options>(cli, async () => (await import('./batch.run.js')).askBatch, { printsDocument: false }),
    );
}
