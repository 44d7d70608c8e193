import type { Convo } from '../../api/convos.js';
import type { Ending } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { convos, messageColumns } from '../../exports/convos.js';
import { printFields } from '../../terminal/output.js';
import { convoList, warnOfUnknownSources } from '../shared/export/convo-pages.js';
import { runExport } from '../shared/export/export.js';
import type { ExportOptions } from '../shared/export/flags.js';
import type { ExportJob } from '../shared/export/job.js';

export type Options = ExportOptions & {
  readonly source?: readonly string[];
  readonly rows: 'conversations' | 'messages';
};

export async function exportConvos(io: Io, options: Options): Promise<Ending | undefined> {
  const isByMessage = options.rows === 'messages';
  if (options.fields === true)
    return printFields(io, options, { columns: isByMessage ? messageColumns : convos.columns });
  warnOfUnknownSources(io, options);
  const job: ExportJob<Convo> = {
    name: 'convos',
    called: isByMessage ? 'messages' : 'conversations',
    lookbackDays: 14,
    isByMessage,
    sources: options.source,
    kindOf: async () => convos,
    listOf: (work, { onPage }) => convoList(options.source, options.maxPages)(work, onPage),
  };
  return runExport(io, options, job);
}
