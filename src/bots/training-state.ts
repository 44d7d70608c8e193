import { readFile } from 'node:fs/promises';
import type { Bot } from '../api/bots.js';
import { diskFailure, Failure, isSystemError } from '../base/failure.js';
import { putJson } from '../base/files/replace.js';
import { isObject, jsonOrNothing } from '../base/json.js';
import type { SourceText } from './sources.js';

/** What was sent to a bot: never the text, only what tells it from another. */
export type TrainedText = {
  /** When it was sent, ISO 8601. */
  readonly at: string;
  /** SHA-256 of the text, in hex. */
  readonly digest: string;
  readonly characters: number;
  readonly files: readonly TrainedFile[];
};

export type TrainedFile = {
  readonly name: string;
  readonly kind: string;
  readonly characters: number;
  readonly digest: string;
};

/** How the server showed a bot when it was trained; it tells whether someone else has trained the bot since. */
export type ShownTraining = { readonly trainedAtMs?: number; readonly characters?: number };

/** What is kept of the trainings of one bot. */
export type TrainingState = {
  readonly version: 1;
  readonly origin: string;
  readonly bot: string;
  /** The last training that the server accepted. */
  readonly trained?: TrainedText;
  /** Known only once the training has ended. */
  readonly shown?: ShownTraining;
  /** Why that training failed, if it did. */
  readonly failed?: string;
  /** A training that was sent and whose outcome is unknown: cbase was killed, or the response was lost. */
  readonly pending?: TrainedText;
};

export type TrainingSubject = { readonly origin: string; readonly bot: string };

/**
 * The state at a path, empty where there is none. Throws Failure 'usage' for a file that is no such state, and for that of another
 * bot or server; 'disk' for one that cannot be read, or 'usage' if the user typed its path.
 */
export async function readTraining(
  path: string,
  { origin, bot }: TrainingSubject,
  isTyped: boolean,
): Promise<TrainingState> {
  const text = await readFile(path, 'utf8').catch((error) => {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined;
    throw diskFailure(error, path, isTyped);
  });
  if (text === undefined) return { version: 1, origin, bot };
  const held = jsonOrNothing(text);
  if (!isState(held)) {
    const isNewer = isObject(held) && typeof held.version === 'number' && held.version > 1;
    const what = isNewer ? 'was written by a newer cbase' : 'is not the record of a training';
    throw new Failure('usage', `${path} ${what}`, {
      advice: `${isNewer ? 'Update cbase, or move' : 'Move'} it away; the next training writes a new one`,
    });
  }
  if (held.origin === origin && held.bot === bot) return held;
  throw new Failure('usage', `${path} belongs to the bot ${held.bot} at ${held.origin}`, {
    advice: 'Use another --state-file for this bot',
  });
}

function isState(held: unknown): held is TrainingState {
  if (!isObject(held) || held.version !== 1) return false;
  const isText = (text: unknown) =>
    text === undefined ||
    (isObject(text) &&
      typeof text.at === 'string' &&
      typeof text.digest === 'string' &&
      typeof text.characters === 'number' &&
      Array.isArray(text.files) &&
      text.files.every((file) => isObject(file) && typeof file.name === 'string'));
  const isNamed = typeof held.origin === 'string' && typeof held.bot === 'string';
  return isNamed && isText(held.trained) && isText(held.pending);
}

/** Writes the state for its owner only, fsynced. The caller holds its lock. */
export async function writeTraining(path: string, state: TrainingState): Promise<void> {
  await putJson(path, state);
}

/** What is kept of a text. */
export function trainedText({ digest, characters, files }: SourceText, nowMs: number): TrainedText {
  const kept = files.map(({ name, kind, characters, digest }) => ({ name, kind, characters, digest }));
  return { at: new Date(nowMs).toISOString(), digest, characters, files: kept };
}

/** How the server shows a bot now. */
export function shownTraining({ trainedAtMs, raw }: Bot): ShownTraining {
  const characters = raw.num_of_characters;
  return {
    ...(trainedAtMs !== undefined && { trainedAtMs }),
    ...(typeof characters === 'number' && { characters }),
  };
}

/** Why a bot has to be trained with a text, or that it has not. */
export type Verdict =
  | 'unchanged'
  /** Nothing is known of an earlier training. */
  | 'first'
  | 'changed'
  /** The outcome of the last training is unknown. */
  | 'in-doubt'
  /** The last training failed. */
  | 'failed'
  /** The server shows that the bot was trained since, from elsewhere. */
  | 'elsewhere';

/**
 * Whether a bot still has a text, by what is kept and by what the server shows. A different time of training, or another number of
 * characters, means that somebody else has trained the bot; equal ones prove nothing, because the API does not return the text.
 */
export function verdictOn(state: TrainingState, digest: string, bot: Bot): Verdict {
  const { trained, pending, failed, shown } = state;
  if (pending !== undefined) return 'in-doubt';
  if (trained === undefined) return 'first';
  if (trained.digest !== digest) return 'changed';
  if (failed !== undefined || /fail|limit/i.test(bot.status ?? '')) return 'failed';
  if (shown === undefined || /training/i.test(bot.status ?? '')) return 'unchanged';
  const now = shownTraining(bot);
  const isSame = (one: number | undefined, other: number | undefined) =>
    one === undefined || other === undefined || one === other;
  return isSame(shown.trainedAtMs, now.trainedAtMs) && isSame(shown.characters, now.characters)
    ? 'unchanged'
    : 'elsewhere';
}

export type FileChange = 'new' | 'changed' | 'unchanged' | 'removed';

/** What became of each file since the last training, and the files that are no longer there. */
export function changesSince(
  trained: TrainedText | undefined,
  files: readonly TrainedFile[],
): { readonly of: (file: TrainedFile) => FileChange; readonly removed: readonly TrainedFile[] } {
  const before = new Map(trained?.files.map((file) => [file.name, file]));
  const names = new Set(files.map(({ name }) => name));
  return {
    of: ({ name, digest }) => {
      const old = before.get(name);
      return old === undefined ? 'new' : old.digest === digest ? 'unchanged' : 'changed';
    },
    removed: (trained?.files ?? []).filter(({ name }) => !names.has(name)),
  };
}
