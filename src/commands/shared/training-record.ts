import { dirname } from 'node:path';
import type { Account } from '../../account/account.js';
import type { Bot } from '../../api/bots.js';
import { Failure } from '../../base/failure.js';
import { createDirectory } from '../../base/files/create.js';
import type { Io } from '../../base/io.js';
import type { SourceText } from '../../bots/sources.js';
import {
  readTraining,
  shownTraining,
  type TrainedText,
  type TrainingState,
  trainedText,
  writeTraining,
} from '../../bots/training-state.js';
import { withLock } from '../../config/lock.js';
import { trainingFile } from '../../config/paths.js';
import { originOf } from '../../config/settings.js';

/** What is kept of the trainings of a bot, on this machine or in a file. */
export type TrainingRecord = {
  readonly read: () => Promise<TrainingState>;
  /** Before a text is sent: if nothing follows, its outcome is unknown. */
  readonly begin: (text: TrainedText) => Promise<void>;
  /** The text was certainly not accepted. */
  readonly cancel: (text: TrainedText) => Promise<void>;
  /** The server accepted the text. */
  readonly accept: (text: TrainedText) => Promise<void>;
  /** The training ended, and this is how the bot shows it. */
  readonly end: (bot: Bot) => Promise<void>;
  readonly fail: (why: string) => Promise<void>;
  /** The bot was trained again with the text it has. */
  readonly repeat: () => Promise<void>;
};

export type RecordOptions = {
  /** The path that the user chose; by default, a file in the state directory. */
  readonly file: string | undefined;
  /** Whether nothing may be sent if the record cannot be kept. */
  readonly isRequired: boolean;
  readonly onNotice: (text: string) => void;
};

/** The record of a bot. Where it is not required, a disk that refuses it is only told about. */
export function trainingRecord(
  io: Io,
  { settings }: Pick<Account, 'settings'>,
  bot: string,
  { file, isRequired, onNotice }: RecordOptions,
): TrainingRecord {
  // The embedded emulator has another port each time, and the same data.
  const origin = originOf(settings);
  const path = file ?? trainingFile(io.env, io.home, origin, bot);
  const subject = { origin, bot };
  const held = () => readTraining(path, subject, file !== undefined);
  let isTold = false;
  const tell = (error: unknown) => {
    if (!(error instanceof Failure) || error.kind !== 'disk') throw error;
    if (!isTold) onNotice(`${error.message}; --if-changed will not know about this training`);
    isTold = true;
  };
  const update = async (change: (state: TrainingState) => TrainingState, mustKeep = false) => {
    const write = async () => {
      await createDirectory(dirname(path), file === undefined ? 'state' : 'user');
      await withLock(`${path}.lock`, io, async () => writeTraining(path, change(await held())));
    };
    await write().catch((error) => {
      if (mustKeep) throw error;
      tell(error);
    });
  };
  const read = () =>
    held().catch((error): TrainingState => {
      if (isRequired) throw error;
      tell(error);
      return { version: 1, ...subject };
    });
  const isOther = (text: TrainedText, { pending }: TrainingState) =>
    pending !== undefined && (pending.at !== text.at || pending.digest !== text.digest);
  return {
    read,
    begin: (text) => update((state) => ({ ...state, pending: text }), isRequired),
    cancel: (text) => update((state) => (isOther(text, state) ? state : without(state, 'pending'))),
    accept: (text) =>
      update((state) => {
        const rest = without(state, 'shown', 'failed', ...(isOther(text, state) ? [] : ['pending' as const]));
        return { ...rest, trained: text };
      }),
    end: (bot) => update((state) => ({ ...without(state, 'failed'), shown: shownTraining(bot) })),
    fail: (why) => update((state) => ({ ...state, failed: why })),
    repeat: () => update((state) => without(state, 'shown', 'failed')),
  };
}

function without(state: TrainingState, ...names: readonly ('pending' | 'shown' | 'failed')[]): TrainingState {
  const rest = Object.entries(state).filter(([name]) => !(names as readonly string[]).includes(name));
  return Object.fromEntries(rest) as TrainingState;
}

/** What the record keeps of a text that is sent now. */
export function sentNow({ now }: Pick<Io, 'now'>, source: SourceText): TrainedText {
  return trainedText(source, now());
}
