import { distance, nearest } from './nearest.js';
import { offsetMinutes, offsetText } from './time-zone.js';

/** Names in common use that `Intl` knows but does not list, because it lists one name per zone. */
const aliases = [
  ...['UTC', 'GMT', 'CET', 'EET', 'MET', 'WET', 'EST5EDT', 'CST6CDT', 'MST7MDT', 'PST8PDT'],
  ...['US/Alaska', 'US/Arizona', 'US/Central', 'US/Eastern', 'US/Hawaii', 'US/Mountain', 'US/Pacific'],
  ...['Canada/Atlantic', 'Canada/Central', 'Canada/Eastern', 'Canada/Mountain', 'Canada/Newfoundland'],
  ...['Canada/Pacific', 'Brazil/East', 'Brazil/West', 'Mexico/General', 'Chile/Continental'],
  ...['America/Argentina/Buenos_Aires', 'America/Atikokan', 'America/Kentucky/Louisville', 'America/Nuuk'],
  ...['Asia/Ho_Chi_Minh', 'Asia/Kathmandu', 'Asia/Kolkata', 'Asia/Yangon', 'Asia/Tel_Aviv', 'Asia/Istanbul'],
  ...['Australia/ACT', 'Australia/NSW', 'Australia/Queensland', 'Australia/South', 'Australia/Victoria'],
  ...['Australia/West', 'Atlantic/Faroe', 'Europe/Belfast', 'Europe/Kyiv', 'Pacific/Kanton', 'Africa/Asmara'],
  ...['Cuba', 'Egypt', 'Eire', 'GB', 'Hongkong', 'Iceland', 'Iran', 'Israel', 'Jamaica', 'Japan', 'NZ'],
  ...['NZ-CHAT', 'Poland', 'Portugal', 'PRC', 'ROK', 'Singapore', 'Turkey'],
];

/**
 * A time zone as it is called: an IANA name in its usual spelling (`europe/berlin` is `Europe/Berlin`), or an offset such as
 * `+02:00`; `UTC` for all names of UTC. `undefined` if there is none.
 */
export function timeZoneNamed(text: string): string | undefined {
  const minutes = offsetMinutes(text);
  if (minutes !== undefined) return minutes === 0 ? 'UTC' : offsetText(minutes);
  const canonical = canonicalName(text);
  if (canonical === undefined || canonical === 'UTC') return canonical;
  return knownNames().find((name) => name.toLowerCase() === text.toLowerCase()) ?? canonical;
}

/** Whether two names mean the same zone, as `Asia/Kolkata` and `Asia/Calcutta` do. */
export function isSameZone(one: string, other: string): boolean {
  return one === other || (canonicalName(one) ?? one) === (canonicalName(other) ?? other);
}

/** The known name that is most like one that is unknown: `Berlin` is `Europe/Berlin`, `UTC+2` is `+02:00`. */
export function nearestZone(text: string): string | undefined {
  const [, sign, hours = '', minutes = '00'] = /^(?:UTC|GMT)?([+-])(\d\d?)(?::?(\d\d))?$/i.exec(text) ?? [];
  if (sign !== undefined) {
    const offset = offsetMinutes(`${sign}${hours.padStart(2, '0')}:${minutes}`);
    return offset === undefined ? undefined : offsetText(offset);
  }
  const wanted = text.trim().toLowerCase().replaceAll(' ', '_');
  const names = knownNames();
  const spelled = (spelling: (name: string) => string) => {
    const byWord = new Map(names.map((name) => [spelling(name.toLowerCase()), name]));
    const near = nearest(wanted, [...byWord.keys()]);
    // Short words are all alike: `local` is not Asia/Oral.
    return near !== undefined && isAlike(wanted, near) ? byWord.get(near) : undefined;
  };
  return wanted.includes('/') ? spelled((name) => name) : spelled((name) => name.split('/').at(-1) ?? name);
}

function isAlike(wanted: string, near: string): boolean {
  return near.startsWith(wanted) || distance(wanted, near) <= Math.max(1, Math.floor(wanted.length / 3));
}

function knownNames(): readonly string[] {
  return [...Intl.supportedValuesOf('timeZone'), ...aliases];
}

function canonicalName(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
