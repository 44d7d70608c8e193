import { offsetsOf } from './time-zone.js';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * An ISO time for people, in the time zone of this machine or in `zone`: `Nov 26 17:58`, with the year where it is not the
 * current one: `Nov 26 2025 17:58`. Anything else, such as a day without a time, is returned unchanged.
 */
export function localTime(iso: string, nowMs: number, zone?: string): string {
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(iso)) return iso;
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) return iso;
  const time = clockAt(ms, zone);
  const isThisYear = time.getUTCFullYear() === clockAt(nowMs, zone).getUTCFullYear();
  const day = `${months[time.getUTCMonth()]} ${twoDigits(time.getUTCDate())}`;
  const year = isThisYear ? '' : ` ${time.getUTCFullYear()}`;
  return `${day}${year} ${twoDigits(time.getUTCHours())}:${twoDigits(time.getUTCMinutes())}`;
}

/** What the clocks show, as if it were UTC. */
function clockAt(ms: number, zone: string | undefined): Date {
  const offsetAt = zone === undefined ? undefined : offsetsOf(zone);
  const minutes = offsetAt?.(ms) ?? -new Date(ms).getTimezoneOffset();
  return new Date(ms + minutes * 60_000);
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
