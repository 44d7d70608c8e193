import type { Command } from 'commander';
import { convoColumns } from '../../exports/columns.js';
import type { Io } from '../../io.js';
import { type ExportFlags, exportAll } from '../exporting.js';
import { acting, type Cli } from '../options.js';
import { rangeOf } from '../range.js';
import { addConvoFlags, type ConvoFlags, convoPages } from './pages.js';
import { convoView } from './view.js';

export type Options = ExportFlags & ConvoFlags;

export function convosExport(convos: Command, cli: Cli, run = exportConvos): void {
  addConvoFlags(convos.command('export'))
    .description('Write the conversations of a bot as CSV, JSON or NDJSON, each once')
    .option('--out <file>', 'a file, written whole or not at all; stdout without it')
    .option('--force', 'replace the file if it is there')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase convos export --local --bot "Harbor Coffee" --since 30d --format ndjson\n  $ cbase convos export --local --bot "Harbor Coffee" --source WhatsApp --out chats.json',
    )
    .action(acting<Options>(cli, run));
}

async function exportConvos(io: Io, options: Options): Promise<undefined> {
  const { printFields } = await import('../../terminal/output.js');
  if (options.fields === true) return printFields(io, options, { ...convoView, columns: convoColumns });
  const range = await rangeOf(io, options);
  await convoPages(io, options, range, (pages) =>
    exportAll(io, options, 'conversations', convoColumns, pages),
  );
}
