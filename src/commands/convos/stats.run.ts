import type { Io } from '../../base/io.js';
import { ConvoStats } from '../../exports/stats/convo-stats.js';
import type { ConvoFlags } from '../shared/export/convo-flags.js';
import { convoList, warnOfUnknownSources } from '../shared/export/convo-pages.js';
import { showStats } from '../shared/export/stats.js';
import type { StatsFlags } from '../shared/export/stats-flags.js';

export type Options = StatsFlags &
  Pick<ConvoFlags, 'source'> & {
    readonly notSure?: readonly string[];
    readonly unsureBelow: number;
  };

export async function statsOfConvos(io: Io, options: Options): Promise<undefined> {
  warnOfUnknownSources(io, options);
  const unsure = { below: options.unsureBelow, phrases: options.notSure ?? [] };
  const counter = () => new ConvoStats(unsure);
  return showStats(io, options, { called: 'conversations', counter, listOf: convoList(options.source) });
}
