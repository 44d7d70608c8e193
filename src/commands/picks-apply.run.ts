import { unlessStopped } from '../account/doubt.js';
import { keptSettings } from '../account/kept.js';
import { type BotSettings, shownSettings } from '../api/bot-settings.js';
import { type FieldChanges, fieldChanges } from '../base/field-changes.js';
import type { Io } from '../base/io.js';
import { counted } from '../base/text.js';
import { laneNamed, type NamedLane } from '../chat/compare/picked-lane.js';
import { allPicks } from '../chat/compare/picks.js';
import type { Common } from '../cli/common-options.js';
import { commandFor } from '../cli/look.js';
import { type BotContext, withBot } from '../cli/with-account.js';
import { colorsFor } from '../terminal/color.js';
import { type Deed, printDone } from '../terminal/done.js';
import { fieldChangeLines } from '../terminal/field-changes.js';
import { type Confirmation, makeSure } from '../terminal/make-sure.js';
import { writeErr } from '../terminal/streams.js';
import { noteUnknownModel } from './shared/chat/ask-deps.js';
import { checkConfirm, checkDryRun, printWould } from './shared/dry-run.js';
import type { DryRunFlag } from './shared/dry-run-flag.js';

export type Options = Common & Confirmation & DryRunFlag;

/** Writes the settings of a lane to its bot, or to the one of --bot. What the bot has already is not written. */
export async function applyPick(io: Io, options: Options, text = ''): Promise<undefined> {
  checkDryRun(options);
  const lane = laneNamed(text, await allPicks(io));
  // A label knows its bot; the flag may then name another one. A bot that is typed twice must be the same.
  const named = lane.label === undefined ? lane.bot : (options.bot ?? lane.bot);
  const bot = lane.label === undefined ? options.bot : undefined;
  const deed = await withBot(io, { ...options, bot }, (context) => applied(io, options, context, lane), {
    named,
  });
  if (deed !== undefined) await printDone(io, options, deed);
}

async function applied(
  io: Io,
  options: Options,
  context: BotContext,
  lane: NamedLane,
): Promise<Deed | undefined> {
  const { bot } = context;
  const { model, temperature } = lane;
  await noteUnknownModel(io, options, model);
  const fields = fieldChanges(bot.raw, shownSettings({ model, temperature }));
  if (options.dryRun) {
    checkConfirm(options, bot.id);
    await printWould(io, options, { would: `update the bot ${bot.name} (${bot.id})`, id: bot.id, fields });
    return undefined;
  }
  const { changes } = fields;
  if (Object.keys(changes).length === 0)
    return { id: bot.id, words: `${bot.name} has this model and temperature already`, raw: { changes } };
  await showChanges(io, options, lane, fields);
  const question = `Change these settings of ${bot.name} (${bot.id})?`;
  await makeSure(io, options, { id: bot.id, question, statement: `This changes ${bot.name}` });
  const settings: BotSettings = {
    ...('model' in changes && { model }),
    ...('temp' in changes && { temperature }),
  };
  return written(io, options, context, settings, fields);
}

async function written(
  io: Io,
  options: Options,
  { api, bot, signal }: BotContext,
  settings: BotSettings,
  { changes }: FieldChanges,
): Promise<Deed> {
  const deed = {
    deed: `The update of ${bot.name}`,
    look: commandFor({ ...options, bot: undefined }, 'bots get', bot.id, ['--json']),
  };
  const raw = await unlessStopped(() => api.bots.configure(bot.id, settings, signal), deed);
  await keptSettings(io, { api, bot, signal }, settings, deed);
  const words = [
    ...(settings.model === undefined ? [] : [`model ${settings.model}`]),
    ...(settings.temperature === undefined ? [] : [`temperature ${settings.temperature}`]),
  ].join(' and ');
  return { id: bot.id, words: `${bot.name} now has ${words}`, raw: { ...raw, changes } };
}

/** Shows the score of the lane and what would change, before the question. */
async function showChanges(io: Io, options: Options, { label, score }: NamedLane, fields: FieldChanges) {
  if (options.quiet && options.yes) return;
  if (label !== undefined && score !== undefined)
    writeErr(io, `${label}: picked in ${score.picked} of ${counted(score.compared, 'comparison')}`);
  const colors = await colorsFor(io, io.stderr, options.color);
  io.stderr.write(`${fieldChangeLines(fields, colors).join('\n')}\n`);
}
