import { type Command, Option } from 'commander';
import { transcriptFormats } from '../../chat/transcript.js';
import { acting, type Cli } from '../../cli/action.js';
import type { Options } from './export.run.js';

export function sessionsExport(sessions: Command, cli: Cli): void {
  sessions
    .command('export')
    .description('Write a conversation as Markdown, JSON, JSON lines or text')
    .argument('[session]', 'its id, the beginning of it, or its name; the last one by default')
    .addOption(
      new Option('--format <format>', 'how to write; by default what the name of the file says').choices([
        ...transcriptFormats,
      ]),
    )
    .option('--out <file>', 'a file, written whole or not at all')
    .option('--force', 'replace the file if it is there')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase chat --local --bot "Harbor Coffee" -q Hello && cbase sessions export\n  $ cbase chat --local --bot "Harbor Coffee" -q Hello && cbase sessions export --out talk.md',
    )
    .action(acting<Options>(cli, async () => (await import('./export.run.js')).exportSession));
}
