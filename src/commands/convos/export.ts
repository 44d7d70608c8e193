import { type Command, Option } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { addConvoFlags } from '../shared/export/convo-flags.js';
import { exportEndings } from '../shared/export/endings.js';
import { addConvoFilter } from '../shared/export/filter-flags.js';
import { addDayFlags, addExportFlags } from '../shared/export/flags.js';
import type { Options } from './export.run.js';

const help: HelpPage = {
  examples: [
    'cbase convos export --since 30d --format ndjson',
    'cbase convos export --source WhatsApp --out chats.html',
    'cbase convos export --search refund --without-reply --out open.csv',
    'cbase convos export --rows messages --redact email,phone --out messages.csv',
  ],
  endings: exportEndings,
  readOn: 'docs/exports.md',
  usual: [
    ...[
      '--since',
      '--until',
      '--tz',
      '--source',
      '--search',
      '--format',
      '--rows',
      '--out',
      '--force',
      '--redact',
    ],
    ...['--state', '--split', '--if-locked', '--fail-on-empty'],
  ],
};

export function convosExport(convos: Command, cli: Cli): void {
  const exported = addConvoFilter(addConvoFlags(withHelp(convos.command('export'), help)));
  addDayFlags(addExportFlags(exported, 'convos'), '14d')
    .description(
      'Export the conversations of a bot as CSV, TSV, JSON, NDJSON, Markdown, HTML or PDF, without duplicates',
    )
    .addOption(
      new Option('--rows <what>', 'what each row represents')
        .choices(['conversations', 'messages'])
        .default('conversations'),
    )
    .action(acting<Options>(cli, async () => (await import('./export.run.js')).exportConvos));
}
