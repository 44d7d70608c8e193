import type { Command } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import { type HelpPage, withHelp } from '../cli/help/page.js';
import { fraction, wholeNumber } from '../cli/parsers.js';
import type { Options } from './replay.run.js';
import { addFileFlags, addLinesFlags, addReportFlags } from './shared/chat/flags.js';

const help: HelpPage = {
  examples: [
    'cbase replay --since 30d --limit 2 --at-least 0.1',
    'cbase convos export --since 30d --out convos.ndjson',
    'cbase replay convos.ndjson --limit 2 --at-least 0.1',
  ],
  endings: {
    done: 'all answers are the same',
    partial: 'some changed or are missing',
    limit: 'the credit cap was reached',
  },
  readOn: 'docs/tests.md',
  usual: [
    '--since',
    '--limit',
    '--at-least',
    '--junit',
    '--md',
    '--out',
    '--model',
    '--max-credits',
    '--yes',
    '--dry-run',
  ],
};

export function replay(program: Command, cli: Cli): void {
  const command = addFileFlags(withHelp(program.command('replay'), help))
    .option('--since <day>', 'fetch conversations since this day or age (such as 7d)')
    .option('--limit <n>', 'replay at most N conversations', wholeNumber(1, 100_000), 100)
    .option('--at-least <share>', 'minimum word overlap (0-1) to count as unchanged', fraction, 1);
  addReportFlags(addLinesFlags(command))
    .summary('Ask a bot again what customers asked, and report what changed')
    .description(
      'Replay past customer questions, with their original context, and report which answers changed',
    )
    .argument('[file]', 'a JSON or NDJSON file from convos export')
    .action(acting<Options>(cli, async () => (await import('./replay.run.js')).runReplay));
}
