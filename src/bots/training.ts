import type { Bot } from '../api/bots.js';
import { Failure } from '../failure.js';

export type TrainingWorld = {
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly monotonic: () => number;
};

const pauseMs = 2000;
const longestMs = 30 * 60_000;

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
  for (;;) {
    const bot = await current();
    if (bot === undefined) throw new Failure('not-found', 'The bot was deleted while it was trained');
    if (hasEnded(bot, before)) return successful(bot);
    const waitedMs = monotonic() - startedMs;
    if (waitedMs > longestMs)
      throw new Failure('temporary', `${bot.name} is still ${bot.status ?? 'training'} after 30 minutes`, {
        advice: 'Look later with: cbase bots get',
      });
    onWait(Math.round(waitedMs / 1000));
    await sleep(pauseMs, signal);
  }
}

// A status that was not yet touched must not be taken for the end: the stamp moves when the training has begun or ended.
function hasEnded({ status = '', trainedAtMs }: Bot, before: Bot | undefined): boolean {
  if (/training/i.test(status)) return false;
  return before === undefined || /fail/i.test(status) || trainedAtMs !== before.trainedAtMs;
}

function successful(bot: Bot): Bot {
  if (!/fail|limit/i.test(bot.status ?? '')) return bot;
  throw new Failure('refused', `The training of ${bot.name} ended as "${bot.status}"`, {
    advice: 'Look at the sources of the bot in the dashboard',
  });
}
