import type { Ending } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { LeadStats } from '../../exports/stats/lead-stats.js';
import { leadList } from '../shared/export/lead-pages.js';
import { showStats } from '../shared/export/stats.js';
import type { StatsFlags } from '../shared/export/stats-flags.js';

export async function statsOfLeads(io: Io, options: StatsFlags): Promise<Ending> {
  return showStats(io, options, {
    called: 'leads',
    counter: (_, __, zone) => new LeadStats(zone),
    listOf: leadList,
  });
}
