import { resolve } from 'node:path';
import type { DayRange } from '../api/listing.js';
import { folderFor, refuseTaken } from '../base/files/place.js';
import { calendarOf } from './calendar.js';
import { day, periods } from './days.js';
import { manifestPath } from './manifest.js';
import type { FilePlan } from './write/files.js';
import { botName, filled, type NamedBot, type NameParts } from './write/names.js';

/** Where and how the files of an export are written. */
export type Target = {
  /** A path with the placeholders `{from}`, `{to}`, `{date}`, `{time}` and `{bot}`. */
  readonly out: string;
  readonly force: boolean;
  /** Whether folders that do not exist are created. */
  readonly mkdir: boolean;
  readonly split: 'day' | 'month' | undefined;
  readonly hasManifest: boolean;
};

export type Subject = {
  readonly range: DayRange;
  readonly bot: NamedBot;
};

/** The files of an export, with the days of each. Throws Failure 'usage' when a file cannot be written at its path. */
export async function filePlans(
  { range, bot }: Subject,
  target: Target,
  startedMs: number,
): Promise<readonly FilePlan[]> {
  const plans = plannedFiles({ range, bot }, target, startedMs);
  const whole = manifestPath(wholeName(target.out, range, bot, startedMs));
  for (const { path } of plans) await refuseTaken(path, target.force);
  if (target.hasManifest) await refuseTaken(whole, true);
  for (const path of [...plans.map((plan) => plan.path), ...(target.hasManifest ? [whole] : [])])
    await folderFor(path, target.mkdir);
  return plans;
}

/** The same without checking for existing files. */
export function plannedFiles(
  { range, bot }: Subject,
  { out, split }: Target,
  startedMs: number,
): readonly FilePlan[] {
  return splitRange(range, split, day(startedMs, range.zone)).map((part) => ({
    range: part,
    // Fill in the placeholders before resolving, so that braces in the working directory's name are left alone.
    path: resolve(filled(out, nameParts(part, bot, startedMs))),
  }));
}

/** The name that stands for all files of one run: the name of the only one, or that of the whole range. */
export function wholeName(out: string, range: DayRange, bot: NamedBot, startedMs: number): string {
  return resolve(filled(out, nameParts(range, bot, startedMs)));
}

function splitRange(range: DayRange, split: Target['split'], today: string): readonly DayRange[] {
  const { since, until = today, zone } = range;
  if (split === undefined || since === undefined) return [range];
  return periods(since, until, split).map((part) => ({ ...part, ...(zone !== undefined && { zone }) }));
}

function nameParts({ since, until, zone }: DayRange, bot: NamedBot, startedMs: number): NameParts {
  const date = day(startedMs, zone);
  const time = calendarOf(zone).timeOf(startedMs);
  return { from: since ?? 'start', to: until ?? date, date, time, bot: botName(bot) };
}
