import { type Command, Option } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { addConvoFlags } from '../shared/export/convo-flags.js';
import { addDayFlags, addExportFlags } from '../shared/export/flags.js';
import type { Options } from './export.run.js';

export function convosExport(convos: Command, cli: Cli): void {
  addDayFlags(addExportFlags(addConvoFlags(convos.command('export')), 'convos'), '14d')
    .description(
      'Export the conversations of a bot as CSV, TSV, JSON, NDJSON, Markdown, HTML or PDF, without duplicates',
    )
    .addOption(
      new Option('--rows <what>', 'what each row represents')
        .choices(['conversations', 'messages'])
        .default('conversations'),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase convos export --local --bot "Harbor Coffee" --since 30d --format ndjson\n  $ cbase convos export --local --bot "Harbor Coffee" --source WhatsApp --out chats.html\n  $ cbase convos export --local --bot "Harbor Coffee" --rows messages --redact email,phone --out messages.csv',
    )
    .action(acting<Options>(cli, async () => (await import('./export.run.js')).exportConvos));
}
