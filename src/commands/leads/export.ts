import type { Command } from 'commander';
import type { Io } from '../../io.js';
import { type ExportFlags, exportAll } from '../exporting.js';
import { acting, type Cli } from '../options.js';
import { addRange, type RangeFlags, rangeOf } from '../range.js';
import { leadPages } from './pages.js';
import { leadView } from './view.js';

export type Options = ExportFlags & RangeFlags;

export function leadsExport(leads: Command, cli: Cli, run = exportLeads): void {
  addRange(leads.command('export'))
    .description('Write the leads of a bot as CSV, JSON or NDJSON, each once')
    .option('--out <file>', 'a file, written whole or not at all; stdout without it')
    .option('--force', 'replace the file if it is there')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase leads export --local --bot "Harbor Coffee" --since 7d\n  $ cbase leads export --local --bot "Harbor Coffee" --out leads.ndjson',
    )
    .action(acting<Options>(cli, run));
}

async function exportLeads(io: Io, options: Options): Promise<undefined> {
  const { printFields } = await import('../../terminal/output.js');
  if (options.fields === true) return printFields(io, options, leadView);
  const range = await rangeOf(io, options);
  await leadPages(io, options, range, (pages) => exportAll(io, options, 'leads', leadView.columns, pages));
}
