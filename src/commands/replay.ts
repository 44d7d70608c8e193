import type { Command } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import { fraction, wholeNumber } from '../cli/parsers.js';
import type { Options } from './replay.run.js';
import { addFileFlags, addLinesFlags, addReportFlags } from './shared/chat/flags.js';

export function replay(program: Command, cli: Cli): void {
  const command = addFileFlags(program.command('replay'))
    .option('--since <day>', 'fetch conversations since this day or age (such as 7d)')
    .option('--limit <n>', 'replay at most N conversations', wholeNumber(1, 100_000), 100)
    .option('--at-least <share>', 'minimum word overlap (0-1) to count as unchanged', fraction, 1);
  addReportFlags(addLinesFlags(command))
    .description(
      'Replay past customer questions, with their original context, and report which answers changed',
    )
    .argument('[file]', 'a JSON or NDJSON file from convos export')
    .addHelpText(
      'after',
      '\nExit codes: 0 all answers are the same, 3 some changed or are missing, 6 credit cap reached.' +
        '\n\nExamples:\n  $ cbase replay --since 30d --limit 2 --at-least 0.1 --local --bot "Harbor Coffee"' +
        '\n  $ cbase convos export --local --bot "Harbor Coffee" --since 30d --out convos.ndjson && cbase replay convos.ndjson --limit 2 --local --bot "Harbor Coffee" --at-least 0.1',
    )
    .action(acting<Options>(cli, async () => (await import('./replay.run.js')).runReplay));
}
