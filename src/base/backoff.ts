const firstMs = 1000;
const longestMs = 60_000;

/**
 * The pause after a failed attempt, counted from 1, in milliseconds: from 1 s it doubles up to a minute, with a quarter of chance,
 * so that many listeners do not try at the same moment. What the receiver asks for (`wantedMs`) is kept, up to 10 minutes.
 */
export function pauseAfter(attempt: number, random: () => number, wantedMs = 0): number {
  const base = Math.min(longestMs, firstMs * 2 ** Math.min(attempt - 1, 10));
  return Math.max(Math.round(base * (0.75 + random() / 2)), Math.min(wantedMs, 10 * longestMs));
}

/** Whether a repeated failure is worth a line: the 1st, 2nd, 4th, 8th … attempt. */
export function isWorthALine(attempt: number): boolean {
  return (attempt & (attempt - 1)) === 0;
}
