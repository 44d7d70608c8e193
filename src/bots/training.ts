import type { Bot } from '../api/bots.js';
import { Failure } from '../base/failure.js';

export type TrainingWorld = {
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly monotonic: () => number;
};

const pauseMs = 2000;
const longestMs = 30 * 60_000;
/** How long a status may stay as it was before that is taken for the end: nothing says that training has begun. */
const settlingMs = 20_000;

/**
 * Asks for the bot until its training has ended, and returns it. Nothing calls back when it does: `status` and
 * `last_trained_at` are all there is (facts.md, section 4). `before` is the bot before the training was asked for;
 * `undefined` for a new one. Throws Failure 'refused' when it failed, 'temporary' after 30 minutes, 'not-found' when the
 * bot has gone.
 */
export async function trainedBot(
  current: () => Promise<Bot | undefined>,
  before: Bot | undefined,
  { sleep, monotonic }: TrainingWorld,
  onWait: (seconds: number) => void,
  signal?: AbortSignal,
): Promise<Bot> {
  const startedMs = monotonic();
  let wasTraining = false;
  for (;;) {
    const bot = await current();
    const waitedMs = monotonic() - startedMs;
    const isSettled = wasTraining || waitedMs > settlingMs || hasMoved(bot, before);
    if (bot === undefined && isSettled)
      throw new Failure('not-found', 'The bot was deleted while it was trained');
    if (bot !== undefined && isSettled && !isTraining(bot)) return successful(bot);
    if (waitedMs > longestMs)
      throw new Failure('temporary', `${bot?.name} is still ${bot?.status ?? 'training'} after 30 minutes`, {
        advice: 'Look later with: cbase bots get',
      });
    wasTraining ||= bot !== undefined && isTraining(bot);
    onWait(Math.round(waitedMs / 1000));
    await sleep(pauseMs, signal);
  }
}

function isTraining({ status = '' }: Bot): boolean {
  return /training/i.test(status);
}

/** The stamp of an old bot moved. (That of a new one has nothing to move from.) */
function hasMoved(bot: Bot | undefined, before: Bot | undefined): boolean {
  return bot !== undefined && before !== undefined && bot.trainedAtMs !== before.trainedAtMs;
}

function successful(bot: Bot): Bot {
  if (!/fail|limit/i.test(bot.status ?? '')) return bot;
  throw new Failure('refused', `The training of ${bot.name} ended as "${bot.status}"`, {
    advice: 'Look at the sources of the bot in the dashboard',
  });
}
