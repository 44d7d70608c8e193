import type { Bot } from '../api/bots.js';
import { Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';

export type TrainingDeps = {
  /** Reads the bot as it is now. */
  readonly current: () => Promise<Bot | undefined>;
  readonly onWait: (seconds: number) => void;
  readonly signal?: AbortSignal | undefined;
};

const pauseMs = 2000;
const maxMs = 30 * 60_000;
/** How long an unchanged status is tolerated before it counts as finished: the API does not say when training starts. */
const settlingMs = 20_000;

/**
 * Polls the bot until its training has ended, and returns it. The API sends no notification: `status` and
 * `last_trained_at` are the only signals. `before` is the bot before training was requested;
 * `undefined` for a new one. Throws Failure 'refused' when training failed, 'temporary' after 30 minutes, 'not-found' when
 * the bot no longer exists.
 */
export async function trainedBot(
  { sleep, monotonic }: Pick<Io, 'sleep' | 'monotonic'>,
  before: Bot | undefined,
  { current, onWait, signal }: TrainingDeps,
): Promise<Bot> {
  const startedMs = monotonic();
  let wasTraining = false;
  for (;;) {
    const bot = await current();
    const waitedMs = monotonic() - startedMs;
    const isSettled = wasTraining || waitedMs > settlingMs || hasMoved(bot, before);
    if (bot === undefined && isSettled) throw new Failure('not-found', 'The bot was deleted during training');
    if (bot !== undefined && isSettled && !isTraining(bot)) return successful(bot);
    if (waitedMs > maxMs)
      throw new Failure('temporary', `${bot?.name} is still ${bot?.status ?? 'training'} after 30 minutes`, {
        advice: 'Check again later with: cbase bots get',
      });
    wasTraining ||= bot !== undefined && isTraining(bot);
    onWait(Math.round(waitedMs / 1000));
    await sleep(pauseMs, signal);
  }
}

function isTraining({ status = '' }: Bot): boolean {
  return /training/i.test(status);
}

/** True when the training timestamp of an existing bot changed. (A new bot has no earlier one to compare with.) */
function hasMoved(bot: Bot | undefined, before: Bot | undefined): boolean {
  return bot !== undefined && before !== undefined && bot.trainedAtMs !== before.trainedAtMs;
}

function successful(bot: Bot): Bot {
  if (!/fail|limit/i.test(bot.status ?? '')) return bot;
  throw new Failure('refused', `Training of ${bot.name} ended with the status "${bot.status}"`, {
    advice: 'Check the sources of the bot in the dashboard',
  });
}
