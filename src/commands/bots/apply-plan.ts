import type { Bot } from '../../api/bots.js';
import { Failure } from '../../base/failure.js';
import { fileText } from '../../base/files/read.js';
import type { Io } from '../../base/io.js';
import type { Change } from '../../bots/as-code/changes.js';
import { type Plan, remainingOf, sha256 } from '../../bots/as-code/plan.js';
import { heldValues } from '../../bots/as-code/values.js';
import type { Common } from '../../cli/common-options.js';
import { type BotContext, withBot } from '../../cli/with-account.js';
import { originOf } from '../../config/settings.js';
import { writeErr } from '../../terminal/streams.js';
import { botWords } from './changes.view.js';

type PlanFile = { readonly plan: Plan; readonly path: string; readonly named: string | undefined };

const again = 'Make a new plan with: cbase bots plan --out plan.json';

/**
 * Uses the bot that a plan is for. Throws Failure 'usage' for a plan of another server or another bot than the command line
 * names, and for one whose settings file has changed; `remaining` throws Failure 'refused' if the bot has changed since.
 */
export async function withPlan<T>(
  io: Io,
  options: Common,
  { plan, path, named }: PlanFile,
  use: (context: BotContext, remaining: (bot: Bot) => readonly Change[]) => Promise<T>,
): Promise<T> {
  await refuseChangedFile(io, options, plan, path);
  const wanted = named ?? options.bot;
  let isFound = false;
  const apply = (context: BotContext) => {
    isFound = true;
    const { bot, account } = context;
    if (originOf(account.settings) !== plan.origin)
      refuse(`${path} was made for ${plan.origin}, not for ${originOf(account.settings)}`);
    if (bot.id !== plan.bot.id)
      refuse(`${path} was made for ${botWords(plan.bot)}, not for ${botWords(bot)}`);
    return use(context, (now) => unmoved(plan, path, now));
  };
  return withBot(io, options, apply, { named: wanted ?? plan.bot.id }).catch((error: unknown) => {
    if (isFound || wanted !== undefined || !(error instanceof Failure && error.kind === 'not-found'))
      throw error;
    throw new Failure(
      'not-found',
      `${path} was made for ${botWords(plan.bot)}, which is not in this account`,
      {
        ...error.more,
        advice: 'Use the key or the profile that it was made with',
      },
    );
  });
}

function refuse(message: string): never {
  throw new Failure('usage', message, { advice: again });
}

/** A plan may be applied where its settings file is not, as in another job of a pipeline. */
async function refuseChangedFile(io: Io, { quiet }: Common, { file }: Plan, path: string): Promise<void> {
  if (file.path === '-') return;
  const text = await fileText(io, file.path).catch(() => undefined);
  if (text !== undefined && sha256(text) !== file.sha256)
    refuse(`${file.path} has changed since ${path} was made from it`);
  if (text === undefined && !quiet)
    writeErr(io, `${file.path} is not here, so it was not checked whether it has changed since the plan`);
}

function unmoved(plan: Plan, path: string, bot: Bot): readonly Change[] {
  const { changes, moved } = remainingOf(plan, heldValues(bot));
  if (moved.length === 0) return changes;
  throw new Failure(
    'refused',
    `${botWords(bot)} was changed since ${path} was made: ${moved.join(', ')}; nothing was sent`,
    { advice: again, details: { changed: moved } },
  );
}
