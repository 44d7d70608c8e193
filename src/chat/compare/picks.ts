import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bot } from '../../api/bots.js';
import { diskFailure } from '../../base/failure.js';
import { createDirectory } from '../../base/files/create.js';
import type { Io } from '../../base/io.js';
import { isObject, jsonOrNothing } from '../../base/json.js';
import { picksFile } from '../../config/paths.js';
import { modelOf } from '../ask.js';
import type { Lane } from './lanes.js';

/** The user's choice of the best of several answers. */
export type Choice = {
  readonly at: string;
  readonly question: string;
  readonly isBlind: boolean;
  readonly picked: string;
  readonly labels: readonly string[];
  /** What the labels stand for, in their order; picks of earlier versions do not say. */
  readonly lanes?: readonly PickedLane[];
};

/** A lane as it was compared, with the settings of its bot where it had none of its own; `null` where they are unknown. */
export type PickedLane = {
  readonly label: string;
  readonly bot: { readonly id: string; readonly name: string };
  readonly model: string | null;
  readonly temperature: number | null;
};

type World = Pick<Io, 'env' | 'home'>;

/** What was picked, of which lanes. */
export type Picking = Pick<Choice, 'question' | 'isBlind' | 'picked'> & { readonly lanes: readonly Lane[] };

/** Appends a pick to the picks file. Throws Failure 'disk'. */
export async function notePick(
  deps: World & Pick<Io, 'now'>,
  { question, isBlind, picked, lanes }: Picking,
): Promise<void> {
  const pick: Choice = {
    at: new Date(deps.now()).toISOString(),
    ...{ question, isBlind, picked },
    labels: lanes.map(({ label }) => label),
    lanes: lanes.map(({ label, bot, model, temperature }) => ({
      label,
      bot: { id: bot.id, name: bot.name },
      model: modelOf({ bot, model }),
      temperature: temperature ?? temperatureOf(bot),
    })),
  };
  const path = picksFile(deps.env, deps.home);
  await createDirectory(join(path, '..'), 'state');
  await appendFile(path, `${JSON.stringify(pick)}\n`, { mode: 0o600 }).catch((error) => {
    throw diskFailure(error, path);
  });
}

/** The temperature of a bot (documentation: "Get Chatbots"). */
function temperatureOf({ raw }: Bot): number | null {
  return typeof raw.temp === 'number' ? raw.temp : null;
}

export async function allPicks(deps: World): Promise<readonly Choice[]> {
  const path = picksFile(deps.env, deps.home);
  const text = await readFile(path, 'utf8').catch((error) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return '';
    throw diskFailure(error, path);
  });
  return text.split('\n').map(jsonOrNothing).filter(isPick).map(withSoundLanes);
}

/** The pick without lanes that are something else than lanes. */
function withSoundLanes({ lanes, ...pick }: Choice): Choice {
  return Array.isArray(lanes) ? { ...pick, lanes: lanes.filter(isLane) } : pick;
}

function isLane(value: unknown): value is PickedLane {
  if (!isObject(value) || !isObject(value.bot)) return false;
  const { label, bot, model, temperature } = value;
  return (
    [label, bot.id, bot.name].every((text) => typeof text === 'string') &&
    (model === null || typeof model === 'string') &&
    (temperature === null || typeof temperature === 'number')
  );
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
