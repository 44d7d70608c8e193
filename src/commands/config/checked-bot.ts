import { ambiguous, botsNamed, unknownBot } from '../../account/bot.js';
import type { Bot } from '../../api/bots.js';
import { asFailure } from '../../api/error.js';
import { Failure, stopped } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { hurried } from '../../cli/hurried.js';
import { withAccount } from '../../cli/with-account.js';

/** A bot to be stored as the default. */
export type CheckedBot = {
  /** The name as the account spells it, or the id, if that was given. */
  readonly value: string;
  /** Why it could not be checked; `undefined` if the account has it. */
  readonly unchecked: string | undefined;
};

const patienceMs = 5000;

/**
 * Checks a bot against those of the account, if there is a key and the server answers within 5 s. Throws Failure 'not-found'
 * or 'usage' if the account answers and no bot, or more than one, is called so.
 */
export async function checkedBot(io: Io, options: Common, wanted: string): Promise<CheckedBot> {
  const bots = await listedBots(io, options);
  if ('reason' in bots) return { value: wanted, unchecked: bots.reason };
  const found = botsNamed(bots.list, wanted);
  const [only] = found;
  if (only === undefined) throw orUnchecked(unknownBot(bots.list, wanted));
  if (found.length > 1) throw ambiguous(wanted, found);
  return { value: only.id === wanted ? only.id : only.name, unchecked: undefined };
}

type Listed = { readonly list: readonly Bot[] } | { readonly reason: string };

async function listedBots(io: Io, options: Common): Promise<Listed> {
  const asking = { ...options, bot: undefined, quiet: true };
  try {
    const list = await hurried(io, patienceMs, (hasty) =>
      withAccount(hasty, asking, ({ api }) => api.bots.list(hasty.interrupt.soft)),
    );
    return { list };
  } catch (error) {
    if (io.interrupt.soft.aborted) throw stopped(io.interrupt.signal());
    const failure = asFailure(error);
    if (!(failure instanceof Failure)) throw failure;
    return { reason: failure.kind === 'interrupted' ? 'the server did not answer in time' : failure.message };
  }
}

function orUnchecked({ kind, message, more }: Failure): Failure {
  return new Failure(kind, message, {
    ...more,
    advice: `${more.advice}; or store it anyway with --no-check`,
  });
}
