import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFailure } from '../../base/failure.js';
import { createDirectory } from '../../base/files/create.js';
import type { Io } from '../../base/io.js';
import { isObject, jsonOrNothing } from '../../base/json.js';
import { picksFile } from '../../config/paths.js';

/** The user's choice of the best of several answers. */
export type Choice = {
  readonly at: string;
  readonly question: string;
  readonly isBlind: boolean;
  readonly picked: string;
  readonly labels: readonly string[];
};

type World = Pick<Io, 'env' | 'home'>;

/** Appends a pick to the picks file. Throws Failure 'disk'. */
export async function notePick(deps: World, pick: Choice): Promise<void> {
  const path = picksFile(deps.env, deps.home);
  await createDirectory(join(path, '..'), 'state');
  await appendFile(path, `${JSON.stringify(pick)}\n`, { mode: 0o600 }).catch((error) => {
    throw diskFailure(error, path);
  });
}

export async function allPicks(deps: World): Promise<readonly Choice[]> {
  const path = picksFile(deps.env, deps.home);
  const text = await readFile(path, 'utf8').catch((error) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return '';
    throw diskFailure(error, path);
  });
  return text.split('\n').map(jsonOrNothing).filter(isPick);
}

function isPick(value: unknown): value is Choice {
  return isObject(value) && typeof value.picked === 'string' && Array.isArray(value.labels);
}

/** How often a label was picked over all its comparisons. */
export type PickScore = {
  readonly label: string;
  readonly picked: number;
  readonly compared: number;
  readonly share: number;
};

export function scoresOf(picks: readonly Choice[]): readonly PickScore[] {
  const labels = [...new Set(picks.flatMap((pick) => pick.labels))];
  return labels
    .map((label) => {
      const compared = picks.filter((pick) => pick.labels.includes(label)).length;
      const picked = picks.filter((pick) => pick.picked === label).length;
      return { label, picked, compared, share: Math.round((picked / compared) * 100) / 100 };
    })
    .sort((a, b) => b.share - a.share || b.compared - a.compared);
}
