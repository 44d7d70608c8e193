import type { Convo } from '../../api/convos.js';
import type { Ending } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { convos, messageColumns } from '../../exports/convos.js';
import { printFields } from '../../terminal/output.js';
import { convoList, warnOfUnknownSources } from '../shared/export/convo-pages.js';
import { runExport } from '../shared/export/export.js';
import { convosChosenBy } from '../shared/export/filter.js';
import type { ConvoFilterOptions } from '../shared/export/filter-flags.js';
import type { ExportOptions } from '../shared/export/flags.js';
import type { ExportJob } from '../shared/export/job.js';

export type Options = ExportOptions &
  ConvoFilterOptions & {
    readonly source?: readonly string[];
    readonly rows: 'conversations' | 'messages';
  };

export async function exportConvos(io: Io, options: Options): Promise<Ending | undefined> {
  const isByMessage = options.rows === 'messages';
  if (options.fields === true)
    return printFields(io, options, { columns: isByMessage ? messageColumns : convos.columns });
  const { filter } = await convosChosenBy(options);
  warnOfUnknownSources(io, options);
  const job: ExportJob<Convo> = {
    name: 'convos',
    called: isByMessage ? 'messages' : 'conversations',
    lookbackDays: 14,
    isByMessage,
    sources: options.source,
    filter,
    kindOf: async () => convos,
    listOf: (work, { onPage }) => convoList(options.source, options.maxPages)(work, onPage),
  };
  return runExport(io, options, job);
}
