const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** The maximum delay of a timer in milliseconds: a longer one would fire immediately. */
export const maxTimerMs = 2 ** 31 - 1;

/** Advice on the duration format, for messages. */
export const durationAdvice = 'Write it like 90s, 2m, 1h, 1d or 500ms';

/**
 * Milliseconds in `500ms`, `90s`, `2m`, `1h`, `1d` or plain seconds; an error message for anything else and for more than 24
 * days. The only parser of durations. Zero is valid: no wait, or no limit.
 */
export function readDuration(text: string): number | string {
  const [, amount, unit = 's'] = /^(\d{1,10})(ms|s|m|h|d)?$/.exec(text.trim()) ?? [];
  if (amount === undefined) return 'is not a duration';
  const ms = Number(amount) * unitMs[unit as keyof typeof unitMs];
  return ms > maxTimerMs ? 'is longer than 24 days' : ms;
}

/** How long to wait for the first byte of a response, unless --timeout says otherwise; in milliseconds. */
export const defaultTimeoutMs = 120_000;

/** A longer wait that a server asks for is refused, unless --max-wait says otherwise; in milliseconds. */
export const defaultMaxWaitMs = 5 * 60_000;
