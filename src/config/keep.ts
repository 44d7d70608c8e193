const unitMs = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000, y: 365 * 86_400_000 } as const;

/** How long personal data is kept if nothing else is said. */
export const usualKeep = '90d';

/** How long something is kept: `90d`, or `never` removed. */
export type Keep = {
  readonly text: string;
  /** In milliseconds; infinite for what is never removed. */
  readonly ms: number;
};

/** Reads `90d`, `12w`, `1y`, `36h`, `0` (removed as soon as possible) or `never`; `undefined` for anything else. */
export function readKeep(written: string): Keep | undefined {
  const text = written.trim().toLowerCase();
  if (text === 'never') return { text, ms: Number.POSITIVE_INFINITY };
  if (text === '0') return { text, ms: 0 };
  const [, amount, unit] = /^(\d{1,5})([hdwy])$/.exec(text) ?? [];
  if (amount === undefined) return undefined;
  return { text, ms: Number(amount) * unitMs[unit as keyof typeof unitMs] };
}

export const keepAdvice = 'Write it like 90d, 12w or 1y; 0 removes at once, never keeps for good';
