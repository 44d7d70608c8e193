import { plainLine } from '../../base/escape/terminal.js';
import { type Ending, Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { count } from '../../base/text.js';
import type { ModelTable } from '../../chat/models.js';
import { knownModels } from '../../chat/own-models.js';
import type { BotContext } from '../../cli/with-account.js';
import { ConvoStats } from '../../exports/stats/convo-stats.js';
import type { CreditOptions } from '../../exports/stats/credits.js';
import { writeErr } from '../../terminal/streams.js';
import type { ConvoFlags } from '../shared/export/convo-flags.js';
import { convoList, warnOfUnknownSources } from '../shared/export/convo-pages.js';
import { showStats } from '../shared/export/stats.js';
import type { StatsFlags } from '../shared/export/stats-flags.js';

export type Options = StatsFlags &
  Pick<ConvoFlags, 'source'> & {
    readonly notSure?: readonly string[];
    readonly unsureBelow: number;
    readonly credits?: boolean;
    readonly budget?: number;
  };

export async function statsOfConvos(io: Io, options: Options): Promise<Ending> {
  const { credits, budget, unsureBelow, notSure, source } = options;
  if (budget !== undefined && !credits)
    throw new Failure('usage', '--budget requires --credits', { advice: 'Add --credits' });
  const table = credits ? await knownModels(io) : undefined;
  warnOfUnknownSources(io, options);
  const unsure = { below: unsureBelow, phrases: notSure ?? [] };
  return showStats(io, options, {
    called: 'conversations',
    counter: ({ bot }: BotContext, isBefore, zone) => {
      const credits = table && creditOptions(table, bot.raw.model, isBefore ? undefined : budget);
      return new ConvoStats(unsure, credits, zone);
    },
    listOf: convoList(source),
    conclude: ({ overBudget }) => budgetEnding(io, budget, overBudget),
  });
}

function creditOptions(table: ModelTable, model: unknown, budget: number | undefined): CreditOptions {
  const known = (name: string | undefined) => table.models.find((one) => one.model === name);
  return {
    priceOf: (name) => known(name)?.credits,
    noteOf: (name) => {
      const others = known(name)?.otherPrices.map(({ credits }) => credits) ?? [];
      return others.length === 0 ? undefined : `another page says ${others.join(' or ')}`;
    },
    table: table.date,
    model: typeof model === 'string' && model !== '' ? model : undefined,
    budget,
  };
}

function budgetEnding(io: Io, budget: number | undefined, over: ConvoStats['overBudget']): Ending {
  if (budget === undefined || over.length === 0) return 'done';
  const months = over.map(([month, credits]) => `${month} (≈ ${count(credits)})`);
  writeErr(io, plainLine(`More than the budget of ${count(budget)} credits: ${months.join(', ')}`));
  return 'limit';
}
