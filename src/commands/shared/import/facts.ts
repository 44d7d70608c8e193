import type { ImportSummary } from '../../../contacts/report/summary.js';
import type { RunFacts } from '../../../notify/notice.js';

/** What is told about an import when it is over: its ledger. */
export function importFacts({ bot, run, ledger, input, pruned }: ImportSummary): RunFacts {
  const counts = Object.entries(ledger).map(([name, number]) => [name.replaceAll(' ', '_'), number]);
  return {
    bot: bot.id === null ? undefined : { id: bot.id, name: bot.name },
    run: run ?? undefined,
    counts: { rows: input.rows, ...Object.fromEntries(counts), ...(pruned && { deleted: pruned.deleted }) },
  };
}
