import type { Bot } from '../../api/bots.js';
import { asFailure } from '../../api/error.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { trainedBot } from '../../bots/trained-bot.js';
import type { Common } from '../../cli/common-options.js';
import type { BotContext } from '../../cli/with-account.js';
import { startProgress } from '../../terminal/progress.js';

/** What was done before the wait: an error while waiting must not lose it. */
export type Begun = {
  readonly id: string;
  /** The bot before the training; `undefined` for a new one. */
  readonly before: Bot | undefined;
  /** One clause: `the bot x was created`. */
  readonly words: string;
  /** The API's response. */
  readonly raw: object;
};

/** Waits until a bot is trained and reports the elapsed time on stderr. */
export async function followTraining(
  io: Io,
  options: Common,
  { api, signal }: Pick<BotContext, 'api' | 'signal'>,
  begun: Begun,
): Promise<Bot> {
  const progress = await startProgress(io, options);
  const current = async () => (await api.bots.list(signal)).find((bot) => bot.id === begun.id);
  const show = (seconds: number) => progress.show(`Training, ${seconds} s`);
  try {
    return await trainedBot(io, begun.before, { current, onWait: show, signal });
  } catch (error) {
    throw withBegun(error, begun);
  } finally {
    progress.stop();
  }
}

function withBegun(error: unknown, { words, raw }: Begun): unknown {
  const failure = isStopped(error) ? new Failure('interrupted', 'stopped waiting') : asFailure(error);
  if (!(failure instanceof Failure)) return failure;
  const message =
    failure.kind === 'interrupted' ? 'stopped waiting, but training continues' : failure.message;
  return new Failure(failure.kind, `${words}; ${message}`, { ...failure.more, document: raw });
}

function isStopped(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
