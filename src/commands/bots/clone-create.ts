import { orDoubt } from '../../account/doubt.js';
import type { Bot } from '../../api/bots.js';
import { ApiError } from '../../api/error.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { commandFor, type Place } from '../../cli/look.js';
import type { BotContext } from '../../cli/with-account.js';
import { writeErr } from '../../terminal/streams.js';

type Wanted = { readonly name: string; readonly before: readonly Bot[] };

/**
 * Creates a bot and resolves with its id. If the response is lost, the list of bots is read: a single new bot with the name is
 * the one. Throws Failure 'in-doubt' where that does not settle it.
 */
export async function createdBot(
  io: Io,
  { quiet, place }: Pick<Common, 'quiet'> & { readonly place: Place },
  { api, signal }: Pick<BotContext, 'api' | 'signal'>,
  { name, before }: Wanted,
): Promise<string> {
  const create = async () => {
    try {
      return (await api.bots.create(name, undefined, signal)).id;
    } catch (error) {
      if (!(error instanceof ApiError && error.mayHaveHappened)) throw error;
      const made = (await api.bots.list(signal).catch(() => [])).filter(
        (bot) => bot.name === name && !before.some(({ id }) => id === bot.id),
      );
      const [only] = made;
      if (only === undefined || made.length > 1) throw error;
      if (!quiet)
        writeErr(io, `The response was lost (${error.message}), but the bot was created: ${only.id}`);
      return only.id;
    }
  };
  return orDoubt(create, { deed: `The creation of "${name}"`, look: commandFor(place, 'bots list') });
}
