/** The parts of a date as they are written; the time is absent where the format has none. */
export type DateParts = {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly hour?: string | undefined;
  readonly minute?: string | undefined;
  readonly second?: string | undefined;
  readonly fraction?: string | undefined;
  readonly offset?: string | undefined;
};

/** The parts of a text that has the form of a format; `undefined` for any other text. */
export type DateForm = (text: string) => DateParts | undefined;

const tokens: Readonly<Record<string, string>> = {
  YYYY: '(?<year>\\d{4})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  DD: '(?<day>\\d{2})',
  D: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  H: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
  Z: '(?<offset>Z|UTC|[+-]\\d{2}(?::?\\d{2})?)',
};

/**
 * Compiles a date format of these tokens and anything that is not a letter between them: YYYY, MM or M, DD or D, HH or H, mm,
 * ss, Z (an offset), and T. `undefined` if it has other letters, lacks a part of the date, or has hours without minutes.
 */
export function dateForm(format: string): DateForm | undefined {
  const parts = format.match(/YYYY|MM?|DD?|HH?|mm|ss|Z|[\s\S]/g) ?? [];
  const groups = parts.filter((part) => part in tokens).map((part) => part.slice(0, 1));
  const isComplete = ['Y', 'M', 'D'].every((part) => groups.includes(part));
  const hasWholeTime =
    groups.includes('H') === groups.includes('m') && (groups.includes('m') || !groups.includes('s'));
  const isUnique = new Set(groups).size === groups.length;
  const isKnown = parts.every((part) => part in tokens || part === 'T' || !/\p{L}/u.test(part));
  if (!isComplete || !hasWholeTime || !isUnique || !isKnown) return undefined;
  const pattern = new RegExp(`^${parts.map((part) => tokens[part] ?? literal(part)).join('')}$`, 'i');
  return (text) => pattern.exec(text)?.groups as DateParts | undefined;
}

function literal(part: string): string {
  return part === ' ' ? '\\s+' : part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** ISO 8601 as databases and programs write it: with a space for the T, offsets such as `+00` or `+0000`, or no offset. */
export const looseIso: DateForm = (text) => loose.exec(text)?.groups as DateParts | undefined;

const loose =
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[T ](?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:\.(?<fraction>\d{1,9}))?)? ?(?<offset>Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/i;
