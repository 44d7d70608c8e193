import type { Bot } from '../../../api/bots.js';
import { Failure } from '../../../base/failure.js';
import type { Io } from '../../../base/io.js';
import { type AskDeps, priceOfNext } from '../../../chat/ask.js';
import {
  type CostEstimate,
  nothingSpent,
  refuseBeyond,
  type Tally,
  withReply,
} from '../../../chat/credits.js';
import { askYes, canAsk } from '../../../terminal/prompts.js';
import { writeErr } from '../../../terminal/streams.js';
import type { AskFlags } from './flags.js';

export type Spender = {
  readonly priceOf: (bot: Bot, model: string | undefined) => number | null;
  /** Counts a reply before it is asked for. Throws Failure 'limit' when it would cost too much, and counts nothing. */
  readonly before: (bot: Bot, model: string | undefined) => void;
  readonly spent: () => Tally;
};

/** Keeps all calls of a command within --max-credits, however many are made at once. */
export function spender({ maxCredits }: AskFlags, { prices }: Pick<AskDeps, 'prices'>): Spender {
  let tally = nothingSpent;
  const priceOf = (bot: Bot, model: string | undefined) => priceOfNext(prices, { bot, model });
  return {
    priceOf,
    before: (bot, model) => {
      const credits = priceOf(bot, model);
      refuseBeyond(maxCredits, tally, credits);
      tally = withReply(tally, credits);
    },
    spent: () => tally,
  };
}

/** Says what it may cost, and asks above 20 credits. Throws Failure 'usage' where nobody can be asked, 'refused' for a no. */
export async function consent(io: Io, options: AskFlags, estimate: CostEstimate): Promise<void> {
  if (!options.quiet) writeErr(io, estimate.text);
  if (!estimate.needsConsent || options.yes || options.maxCredits !== undefined) return;
  if (!canAsk(io, options))
    throw new Failure('usage', `It may cost ≈ ${estimate.credits} credits, and nobody can be asked here`, {
      advice: 'Add --yes, or a cap with --max-credits N',
    });
  if (!(await askYes(io, options, 'Go on?'))) throw new Failure('refused', 'Nothing was asked');
}
