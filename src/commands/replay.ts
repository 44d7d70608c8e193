import type { Command } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import { fraction, wholeNumber } from '../cli/parsers.js';
import type { Options } from './replay.run.js';
import { addFileFlags, addLinesFlags, addReportFlags } from './shared/chat/flags.js';

export function replay(program: Command, cli: Cli): void {
  const command = addFileFlags(program.command('replay'))
    .option('--since <day>', 'fetch the conversations from this day on (7d)')
    .option('--limit <n>', 'at most so many conversations', wholeNumber(1, 100_000), 100)
    .option('--at-least <share>', 'so much of the words must be the same', fraction, 1);
  addReportFlags(addLinesFlags(command))
    .description('Ask a bot again what customers asked, and show where its answers changed')
    .argument('[file]', 'conversations that convos export wrote as JSON or NDJSON')
    .addHelpText(
      'after',
      '\nExit codes: 0 all answers are alike, 3 some changed or did not come, 6 the credit cap is reached.' +
        '\n\nExamples:\n  $ cbase replay --since 30d --limit 2 --local --bot "Harbor Coffee"' +
        '\n  $ cbase convos export --local --bot "Harbor Coffee" --since 30d --out convos.ndjson && cbase replay convos.ndjson --limit 2 --local --bot "Harbor Coffee" --at-least 0.1',
    )
    .action(acting<Options>(cli, async () => (await import('./replay.run.js')).runReplay));
}
