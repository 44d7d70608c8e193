import { Failure } from '../base/failure.js';

/** What was spent, as far as anybody can tell: the API does not say (chat.md C-91). */
export type Tally = {
  readonly spent: number;
  /** True when a reply of unknown price is among it, which counts as one. */
  readonly isAtLeast: boolean;
  readonly replies: number;
};

export const nothingSpent: Tally = { spent: 0, isAtLeast: false, replies: 0 };

/** The tally with one more reply; `null` stands for a price nobody knows. */
export function withReply(tally: Tally, credits: number | null): Tally {
  return {
    spent: tally.spent + priceOf(credits),
    isAtLeast: tally.isAtLeast || credits === null,
    replies: tally.replies + 1,
  };
}

/** An unknown price counts as one credit. */
export function priceOf(credits: number | null): number {
  return credits ?? 1;
}

/** `≈ 4 credits`, `≈ 4+ credits` where a price is not known. */
export function creditText({ spent, isAtLeast }: Pick<Tally, 'spent' | 'isAtLeast'>): string {
  return `≈ ${spent}${isAtLeast ? '+' : ''} credit${spent === 1 && !isAtLeast ? '' : 's'}`;
}

/** Throws Failure 'limit' before the call that would pass `most` credits, so it is not made (C-92). */
export function refuseBeyond(most: number | undefined, { spent }: Tally, credits: number | null): void {
  const price = priceOf(credits);
  if (most === undefined || spent + price <= most) return;
  throw new Failure(
    'limit',
    `--max-credits ${most} is reached: ≈ ${spent} spent, and the next reply may cost ${price}`,
    { advice: 'Raise it to go on' },
  );
}

/** Above this many credits a person is asked, and a program deps --yes or --max-credits. */
const worthAsking = 20;

export type CostEstimate = {
  readonly replies: number;
  readonly credits: number;
  readonly isAtLeast: boolean;
  /** `To be asked: 12 replies, ≈ 12 credits (prices of 2025-05)` */
  readonly text: string;
  readonly needsConsent: boolean;
};

/** What so many replies may cost, before the first is asked for. `prices` has one entry per reply. */
export function costEstimateOf(prices: readonly (number | null)[], table: string): CostEstimate {
  const credits = prices.reduce((sum: number, price) => sum + priceOf(price), 0);
  const isAtLeast = prices.includes(null);
  const replies = `${prices.length} repl${prices.length === 1 ? 'y' : 'ies'}`;
  return {
    ...{ replies: prices.length, credits, isAtLeast },
    text: `To be asked: ${replies}, ${creditText({ spent: credits, isAtLeast })} (prices of ${table})`,
    needsConsent: credits > worthAsking,
  };
}
