import { type Command, InvalidArgumentError } from 'commander';
import { nearestZone, timeZoneNamed } from '../../base/time-zone-names.js';

/** The flags of everything that reads leads or conversations. */
export type RangeFlags = {
  readonly since?: string;
  readonly until?: string;
  /** As `timeZoneNamed` calls it. */
  readonly tz?: string;
};

export function addRange(command: Command): Command {
  return addZone(
    command
      .option(
        '--since <day>',
        'first day: 2026-01-31, 7d (seven days, today included), yesterday, last-week, last-month',
      )
      .option('--until <day>', 'last day: 2026-01-31, 7d (seven days ago), yesterday, last-week, last-month'),
  );
}

export function addZone(command: Command): Command {
  return command.option(
    '--tz <zone>',
    'time zone of days and hours: Europe/Berlin, +02:00 (default: UTC)',
    timeZone,
  );
}

/** The zone that the flags choose; `undefined` for UTC. */
export function zoneOf({ tz }: RangeFlags): string | undefined {
  return tz === 'UTC' ? undefined : tz;
}

function timeZone(text: string): string {
  const name = timeZoneNamed(text);
  if (name !== undefined) return name;
  const close = nearestZone(text);
  throw new InvalidArgumentError(
    `${close === undefined ? '' : `Did you mean "${close}"? `}Use a zone such as Europe/Berlin, UTC or +02:00.`,
  );
}
