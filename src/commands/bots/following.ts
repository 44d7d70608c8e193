import type { Bot } from '../../api/bots.js';
import type { Io } from '../../io.js';
import type { Common } from '../options.js';
import type { Work } from '../using.js';

/** Waits until a bot is trained and says on stderr how long that takes. */
export async function followTraining(
  io: Io,
  options: Common,
  { api, signal }: Pick<Work, 'api' | 'signal'>,
  id: string,
  before: Bot | undefined,
): Promise<Bot> {
  const { trainedBot } = await import('../../bots/training.js');
  const { startProgress } = await import('../../terminal/progress.js');
  const progress = await startProgress(io, options);
  const current = async () => (await api.bots.list(signal)).find((bot) => bot.id === id);
  try {
    return await trainedBot(current, before, io, (s) => progress.show(`Training … ${s} s`), signal);
  } finally {
    progress.stop();
  }
}
