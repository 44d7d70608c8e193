import { Failure } from '../base/failure.js';
import { counted } from '../base/text.js';

/** The estimated credits spent: the API does not report them. */
export type Tally = {
  readonly spent: number;
  /** True when it includes a reply of unknown price, which counts as one credit. */
  readonly isAtLeast: boolean;
  readonly replies: number;
};

export const nothingSpent: Tally = { spent: 0, isAtLeast: false, replies: 0 };

/** The tally with one more reply; `null` means an unknown price. */
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

/** `≈ 4 credits`, `≈ 4+ credits` when a price is unknown. */
export function creditText({ spent, isAtLeast }: Pick<Tally, 'spent' | 'isAtLeast'>): string {
  return `≈ ${spent}${isAtLeast ? '+' : ''} credit${spent === 1 && !isAtLeast ? '' : 's'}`;
}

/** Throws Failure 'limit' before a call that would exceed `most` credits, so that it is not made. */
export function refuseBeyond(max: number | undefined, { spent }: Tally, credits: number | null): void {
  const price = priceOf(credits);
  if (max === undefined || spent + price <= max) return;
  throw new Failure(
    'limit',
    `--max-credits ${max} would be exceeded: ≈ ${spent} spent, and the next reply may cost ${price}`,
    { advice: 'Raise --max-credits to continue' },
  );
}

/** Above this many credits cbase asks for confirmation; without a terminal it requires --yes or --max-credits. */
const worthAsking = 20;

export type CostEstimate = {
  readonly replies: number;
  readonly credits: number;
  readonly isAtLeast: boolean;
  /** `About to send 12 messages, ≈ 12 credits (price list of 2025-05)` */
  readonly text: string;
  readonly needsConsent: boolean;
};

/** The estimated cost of a run, before the first request. `prices` has one entry per reply. */
export function costEstimateOf(prices: readonly (number | null)[], table: string): CostEstimate {
  const credits = prices.reduce((sum: number, price) => sum + priceOf(price), 0);
  const isAtLeast = prices.includes(null);
  return {
    ...{ replies: prices.length, credits, isAtLeast },
    text: `About to send ${counted(prices.length, 'message')}, ${creditText({ spent: credits, isAtLeast })} (price list of ${table})`,
    needsConsent: credits > worthAsking,
  };
}
