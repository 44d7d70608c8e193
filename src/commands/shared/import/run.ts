import type { Account } from '../../../account/account.js';
import { chosenBot } from '../../../account/bot.js';
import type { Bot } from '../../../api/bots.js';
import { Failure } from '../../../base/failure.js';
import type { Io } from '../../../base/io.js';
import type { Common } from '../../../cli/common-options.js';
import { runsDirectory } from '../../../config/paths.js';
import { type FoundRun, findRun } from '../../../contacts/runs/find-run.js';
import type { Place } from '../../../contacts/runs/lock.js';

/** The run a user means: by its name, by its directory, or the latest one. */
export async function foundRun(io: Io, options: Common, wanted: string | undefined): Promise<FoundRun> {
  return findRun(runsDirectory(io.env, io.home), wanted, options.bot);
}

/** The flags with what the run itself knows: its bot, and whether it used the embedded emulator. Never a base URL. */
export function withRun<O extends Common>(options: O, { manifest }: FoundRun): O {
  const local = options.baseUrl === undefined && manifest.where.local ? { local: true } : {};
  return { ...options, ...local, bot: manifest.bot.id };
}

/** The bot of a run. Throws Failure 'usage' when the flags select another server than the one the run used. */
export async function botOfRun(io: Io, account: Account, found: FoundRun): Promise<Bot> {
  const { where } = found.manifest;
  const { local, baseUrl } = account.settings;
  if (local !== where.local || (!local && baseUrl.origin !== new URL(where.baseUrl).origin))
    throw new Failure(
      'usage',
      `Run ${found.name} used ${where.local ? 'the embedded emulator' : new URL(where.baseUrl).origin}, but these flags select ${local ? 'the embedded emulator' : baseUrl.origin}`,
      { advice: where.local ? 'Add --local' : 'Add the --base-url or --profile that the run used' },
    );
  return chosenBot(account, io.interrupt.soft, found.manifest.bot.id);
}

export function placeOf({ settings }: Account, bot: Bot): Place {
  const { local, baseUrl } = settings;
  return { local, origin: baseUrl.origin, bot: bot.id };
}
