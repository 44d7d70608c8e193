import { resolve } from 'node:path';
import type { DayRange } from '../api/listing.js';
import { refuseTaken } from '../base/files/place.js';
import { day, periods } from './days.js';
import { manifestPath } from './manifest.js';
import type { FilePlan } from './write/files.js';
import { filled, type NameParts } from './write/names.js';

/** Where the files of an export go. */
export type Target = {
  /** A path in which `{from}`, `{to}`, `{date}`, `{time}` and `{bot}` are filled in. */
  readonly out: string;
  readonly force: boolean;
  readonly split: 'day' | 'month' | undefined;
  readonly hasManifest: boolean;
};

export type Subject = {
  readonly range: DayRange;
  readonly bot: { readonly name: string };
};

/** The files of an export, and the days each is to hold. Throws Failure 'usage' for one that cannot stand where it is to. */
export async function filePlans(
  { range, bot }: Subject,
  target: Target,
  startedMs: number,
): Promise<readonly FilePlan[]> {
  const plans = plannedFiles({ range, bot }, target, startedMs);
  for (const { path } of plans) await refuseTaken(path, target.force);
  if (target.hasManifest)
    await refuseTaken(manifestPath(wholeName(target.out, range, bot.name, startedMs)), true);
  return plans;
}

/** The same, whatever is there. */
export function plannedFiles(
  { range, bot }: Subject,
  { out, split }: Target,
  startedMs: number,
): readonly FilePlan[] {
  return splitRange(range, split, day(startedMs)).map((part) => ({
    range: part,
    // What is filled in is filled into what was typed, not into the name of the directory it was typed in.
    path: resolve(filled(out, nameParts(part, bot.name, startedMs))),
  }));
}

/** What the files of one run are called together: the name of the only one, or that of the whole range. */
export function wholeName(out: string, range: DayRange, bot: string, startedMs: number): string {
  return resolve(filled(out, nameParts(range, bot, startedMs)));
}

function splitRange(range: DayRange, split: Target['split'], today: string): readonly DayRange[] {
  const { since, until = today } = range;
  return split === undefined || since === undefined ? [range] : periods(since, until, split);
}

function nameParts({ since, until }: DayRange, bot: string, startedMs: number): NameParts {
  const date = day(startedMs);
  const time = new Date(startedMs).toISOString().slice(11, 19).replaceAll(':', '');
  return { from: since ?? 'start', to: until ?? date, date, time, bot };
}
