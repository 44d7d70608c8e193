import type { Bot } from '../../api/bots.js';
import { Failure } from '../../base/failure.js';
import { fileText } from '../../base/files/read.js';
import type { Io } from '../../base/io.js';
import { type Change, changesBetween } from '../../bots/as-code/changes.js';
import { type Plan, readPlan } from '../../bots/as-code/plan.js';
import { readBotFile } from '../../bots/as-code/read-file.js';
import { heldValues } from '../../bots/as-code/values.js';
import type { BotContext } from '../../cli/with-account.js';
import { type Deed, printDone } from '../../terminal/done.js';
import { type Confirmation, makeSure } from '../../terminal/make-sure.js';
import { canAsk } from '../../terminal/prompts.js';
import { writeErr } from '../../terminal/streams.js';
import { withPlan } from './apply-plan.js';
import { botWords, changesJson, changesText, settingsCount } from './changes.view.js';
import { compareFile, type FileOptions } from './compare.js';
import { sendChanges } from './send-changes.js';
import { settingsWords } from './settings-words.js';

export type Options = FileOptions & Confirmation;

export async function applyBot(io: Io, options: Options, ...words: readonly string[]): Promise<undefined> {
  const { named, path } = settingsWords(...words);
  const text = await fileText(io, path);
  const name = path === '-' ? 'stdin' : path;
  const plan = readPlan(text, name);
  await printDone(io, options, await (plan === undefined ? fromFile() : fromPlan(plan)));

  async function fromFile(): Promise<Deed> {
    const file = await readBotFile(io, path, text);
    const remaining = (bot: Bot) => changesBetween(heldValues(bot), file.wanted);
    return compareFile(io, options, { named, file }, ({ context }) =>
      applied(io, options, context, { name, remaining }),
    );
  }

  function fromPlan(made: Plan): Promise<Deed> {
    return withPlan(io, options, { named, path: name, plan: made }, (context, remaining) =>
      applied(io, options, context, { name, remaining }),
    );
  }
}

type Work = {
  /** What the changes are from. */
  readonly name: string;
  /** What is left to change of a bot. Throws Failure 'refused' where it is no longer as it was planned. */
  readonly remaining: (bot: Bot) => readonly Change[];
};

async function applied(
  io: Io,
  options: Options,
  context: BotContext,
  { name, remaining }: Work,
): Promise<Deed> {
  const { bot } = context;
  const changes = remaining(bot);
  if (changes.length === 0) return deedOf(bot, `Nothing to change: ${botWords(bot)} is as ${name} says`, []);
  const asked = await isAsked(io, options, bot, changes);
  const fresh = asked ? await asBefore(context, changes, remaining) : context;
  const answer = await sendChanges(io, options, fresh, changes);
  return deedOf(bot, `Changed ${settingsCount(changes)} of ${botWords(bot)}`, changes, answer);
}

function deedOf({ id }: Bot, words: string, changes: readonly Change[], answer: object = {}): Deed {
  return { id, words, raw: { ...answer, changes: changesJson(changes) } };
}

/** Makes sure that the changes are wanted; true if it had to ask, which takes as long as people take. */
async function isAsked(io: Io, options: Options, bot: Bot, changes: readonly Change[]): Promise<boolean> {
  const count = settingsCount(changes);
  const willAsk = !options.yes && canAsk(io, options);
  if (willAsk) {
    writeErr(io, `${botWords(bot)}:\n`);
    io.stderr.write(`${await changesText(io, io.stderr, changes, options.color)}\n`);
  }
  const names = changes.map(({ setting }) => setting.key).join(', ');
  await makeSure(io, options, {
    question: `Change ${count} of ${bot.name}?`,
    statement: `This changes ${count} of ${bot.name}: ${names}`,
    otherwise: 'see the changes with: cbase bots plan',
  });
  return willAsk;
}

/** The bot as it is now. Throws Failure 'refused' if other settings would be changed than those that were shown. */
async function asBefore(
  context: BotContext,
  shown: readonly Change[],
  remaining: (bot: Bot) => readonly Change[],
): Promise<BotContext> {
  const { api, signal } = context;
  const bot = (await api.bots.list(signal)).find(({ id }) => id === context.bot.id);
  const isSame = bot !== undefined && textOf(remaining(bot)) === textOf(shown);
  if (isSame) return { ...context, bot };
  throw new Failure('refused', `${botWords(context.bot)} was changed in the meantime; nothing was sent`, {
    advice: 'Run the command again to see what is left to change',
  });
}

function textOf(changes: readonly Change[]): string {
  return JSON.stringify(changesJson(changes));
}
