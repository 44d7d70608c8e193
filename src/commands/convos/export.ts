import { type Command, Option } from 'commander';
import type { Convo } from '../../api/convos.js';
import type { Ending } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { exportAll } from '../exporting/export-all.js';
import { addDayFlags, addExportFlags } from '../exporting/flags.js';
import type { Job } from '../exporting/job.js';
import type { ExportOptions } from '../exporting/wishes.js';
import { acting, type Cli } from '../options.js';
import { addConvoFlags, convoList, sayUnknown } from './pages.js';

export type Options = ExportOptions & {
  readonly source?: readonly string[];
  readonly rows: 'conversations' | 'messages';
};

export function convosExport(convos: Command, cli: Cli, run = exportConvos): void {
  addDayFlags(addExportFlags(addConvoFlags(convos.command('export')), 'convos'), '14d')
    .description(
      'Write the conversations of a bot as CSV, TSV, JSON, NDJSON, Markdown, HTML or PDF, each once',
    )
    .addOption(
      new Option('--rows <what>', 'what a row is')
        .choices(['conversations', 'messages'])
        .default('conversations'),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase convos export --local --bot "Harbor Coffee" --since 30d --format ndjson\n  $ cbase convos export --local --bot "Harbor Coffee" --source WhatsApp --out chats.html\n  $ cbase convos export --local --bot "Harbor Coffee" --rows messages --redact email,phone --out messages.csv',
    )
    .action(acting<Options>(cli, run));
}

async function exportConvos(io: Io, options: Options): Promise<Ending | undefined> {
  const { convos, messageColumns } = await import('../../exports/convos.js');
  const { printFields } = await import('../../terminal/output.js');
  const isByMessage = options.rows === 'messages';
  if (options.fields === true)
    return printFields(io, options, { columns: isByMessage ? messageColumns : convos.columns });
  await sayUnknown(io, options);
  const job: Job<Convo> = {
    name: 'convos',
    called: isByMessage ? 'messages' : 'conversations',
    lookbackDays: 14,
    isByMessage,
    sources: options.source,
    kindOf: async () => convos,
    listOf: (work, { onPage }) => convoList(options.source, options.maxPages)(work, onPage),
  };
  return exportAll(io, options, job);
}
