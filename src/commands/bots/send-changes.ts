import { type Deed, unlessStopped } from '../../account/doubt.js';
import { notShown, readBack, refuseLost } from '../../account/kept.js';
import { withNested } from '../../api/bot-settings.js';
import type { Bot } from '../../api/bots.js';
import { ApiError } from '../../api/error.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { JsonObject } from '../../base/json.js';
import {
  type Change,
  changesBetween,
  expectedAfter,
  isReadable,
  settingsOf,
} from '../../bots/as-code/changes.js';
import { heldValues } from '../../bots/as-code/values.js';
import type { Common } from '../../cli/common-options.js';
import { commandFor, type Place } from '../../cli/look.js';
import type { BotContext } from '../../cli/with-account.js';
import { writeErr } from '../../terminal/streams.js';
import { botWords } from './changes.view.js';

type Context = Pick<BotContext, 'api' | 'bot' | 'signal'>;

/**
 * Sends changes in one request, which may be repeated without harm, and reads back what was stored. A response that is lost is
 * settled by reading, too. Throws Failure 'partial' for settings that were not stored, 'in-doubt' where that cannot be read,
 * and what the request failed with if the bot does not show the changes.
 */
export async function sendChanges(
  io: Io,
  options: Pick<Common, 'quiet'> & Place,
  context: Context,
  changes: readonly Change[],
): Promise<JsonObject> {
  const { api, bot, signal } = context;
  const deed = {
    deed: `The change of ${bot.name}`,
    look: commandFor({ ...options, bot: undefined }, 'bots get', bot.id, ['--json']),
  };
  const send = () => api.bots.configure(bot.id, withNested(settingsOf(changes), bot.raw), signal);
  try {
    const answer = await unlessStopped(send, deed);
    await refuseUnstored(io, context, changes, deed);
    tellUnseen(io, options, changes);
    return answer;
  } catch (error) {
    if (!(error instanceof ApiError && error.mayHaveHappened) || !changes.every(isReadable)) throw error;
    await refuseUnstored(io, context, changes, deed, error);
    if (!options.quiet)
      writeErr(io, `The response was lost (${error.message}), but ${botWords(bot)} has all changes`);
    return {};
  }
}

/** Reads the bot back. Throws `lost`, or else Failure 'partial', if it is not as expected. */
async function refuseUnstored(
  io: Io,
  { api, bot, signal }: Context,
  changes: readonly Change[],
  deed: Deed,
  lost?: ApiError,
): Promise<void> {
  const expected = expectedAfter(heldValues(bot), changes);
  const find = async () => (await api.bots.list(signal)).find(({ id }) => id === bot.id);
  const missing = (held: Bot | undefined) =>
    changesBetween(held === undefined ? new Map() : heldValues(held), expected);
  const held = await readBack(io, find, (one) => missing(one).length === 0, deed).catch((error: unknown) => {
    throw lost === undefined ? error : inDoubt(error, deed, lost);
  });
  const fields = missing(held).map(({ setting }) => setting.key);
  if (fields.length > 0 && lost !== undefined) throw lost;
  if (held === undefined) throw notShown('bot', deed);
  refuseLost(fields, deed, held.raw);
}

/** Neither the response arrived nor the bot could be read. */
function inDoubt(error: unknown, { deed, look }: Deed, lost: ApiError): unknown {
  if (!(error instanceof Failure && error.kind === 'in-doubt')) return error;
  return new Failure('in-doubt', `${deed} may or may not have happened (${lost.message})`, {
    advice: `Check before you run it again: ${look}`,
  });
}

function tellUnseen(io: Io, { quiet }: Pick<Common, 'quiet'>, changes: readonly Change[]): void {
  const unseen = changes.filter((change) => !isReadable(change)).map(({ setting }) => setting.key);
  if (unseen.length > 0 && !quiet)
    writeErr(io, `Sent, but not verified, because the server does not return it: ${unseen.join(', ')}`);
}
