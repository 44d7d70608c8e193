import type { Lead } from '../../api/leads.js';
import type { Ending } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { leads } from '../../exports/leads.js';
import { printFields } from '../../terminal/output.js';
import { runExport } from '../shared/export/export.js';
import { leadsChosenBy } from '../shared/export/filter.js';
import type { LeadFilterOptions } from '../shared/export/filter-flags.js';
import type { ExportOptions } from '../shared/export/flags.js';
import type { ExportJob } from '../shared/export/job.js';
import { leadList } from '../shared/export/lead-pages.js';
import { leadView } from './lead.view.js';

export type Options = ExportOptions & LeadFilterOptions;

export async function exportLeads(io: Io, options: Options): Promise<Ending | undefined> {
  if (options.fields === true) return printFields(io, options, leadView);
  const { filter } = await leadsChosenBy(options);
  const job: ExportJob<Lead> = {
    name: 'leads',
    called: 'leads',
    lookbackDays: 3,
    filter,
    kindOf: async () => leads,
    listOf: (work, { onPage }) => leadList(work, onPage, options.maxPages),
  };
  return runExport(io, options, job);
}
