import type { Bot } from '../../../api/bots.js';
import type { Io } from '../../../base/io.js';
import { type AskDeps, priceOfNext } from '../../../chat/ask.js';
import {
  type CostEstimate,
  nothingSpent,
  refuseBeyond,
  type Tally,
  withReply,
} from '../../../chat/credits.js';
import { makeSure } from '../../../terminal/make-sure.js';
import { writeErr } from '../../../terminal/streams.js';
import type { AskFlags } from './flags.js';

export type Spender = {
  readonly priceOf: (bot: Bot, model: string | undefined) => number | null;
  /** Counts a reply before it is requested. Throws Failure 'limit' without counting if it would exceed the credit limit. */
  readonly before: (bot: Bot, model: string | undefined) => void;
  readonly spent: () => Tally;
};

/** Keeps all calls of a command within --max-credits, even when they run concurrently. */
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

/** Prints the estimated cost, and asks above 20 credits. Throws Failure 'usage' without a terminal, 'refused' for a no. */
export async function consent(io: Io, options: AskFlags, estimate: CostEstimate): Promise<void> {
  if (!options.quiet) writeErr(io, estimate.text);
  if (!estimate.needsConsent || options.maxCredits !== undefined) return;
  await makeSure(io, options, {
    question: 'Continue?',
    statement: `This may cost ≈ ${estimate.credits} credits`,
    otherwise: 'set a limit with --max-credits N',
    refused: 'Nothing was sent',
  });
}
