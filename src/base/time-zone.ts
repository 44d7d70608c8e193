const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/**
 * The offset from UTC, in minutes, of a local time in a zone: none for a time that the clocks skip, two for one that they show
 * twice.
 */
export type Zone = (localMs: number) => readonly number[];

/** A zone by its IANA name (`Europe/Berlin`) or its offset (`+02:00`, `UTC`); `undefined` if there is none. */
export function zoneNamed(name: string): Zone | undefined {
  const fixed = offsetMinutes(name);
  if (fixed !== undefined) return () => [fixed];
  const offsetAt = offsetsOf(name);
  return (
    offsetAt &&
    ((localMs) => {
      const around = [offsetAt(localMs - dayMs), offsetAt(localMs + dayMs)];
      return [...new Set(around)].filter((minutes) => offsetAt(localMs - minutes * minuteMs) === minutes);
    })
  );
}

/** The minutes of `Z`, `UTC`, `+02`, `+0200` or `+02:00`, up to 14 hours. */
export function offsetMinutes(text: string): number | undefined {
  if (/^(?:Z|UTC)$/i.test(text)) return 0;
  const [, sign, hours, minutes = '00'] = /^([+-])(0\d|1[0-4]):?([0-5]\d)?$/.exec(text) ?? [];
  if (sign === undefined) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** `+02:00`; `Z` for UTC. */
export function offsetText(minutes: number): string {
  if (minutes === 0) return 'Z';
  const two = (number: number) => String(number).padStart(2, '0');
  const distance = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(distance / 60))}:${two(distance % 60)}`;
}

/**
 * The offset of a zone from UTC at a time, in whole minutes, as a function of that time; `undefined` for an unknown name. Rules
 * are those of the runtime (`Intl`).
 */
export function offsetsOf(zone: string): ((utcMs: number) => number) | undefined {
  const fixed = offsetMinutes(zone);
  if (fixed !== undefined) return () => fixed;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  } catch {
    return undefined;
  }
  return (utcMs) => {
    const name = format.formatToParts(utcMs).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    return offsetMinutes(name.replace(/^GMT$/, 'Z').replace('GMT', '').slice(0, 6)) ?? 0;
  };
}
