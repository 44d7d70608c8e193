import { orDoubt } from '../../account/doubt.js';
import { readBack, refuseLost } from '../../account/kept.js';
import type { Bot } from '../../api/bots.js';
import { quoted } from '../../base/escape/shell.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { sizeWords, sourceText } from '../../bots/sources.js';
import type { Common } from '../../cli/common-options.js';
import { type BotContext, withBot } from '../../cli/with-account.js';
import { type Deed, printDone } from '../../terminal/done.js';
import { type Confirmation, makeSure } from '../../terminal/make-sure.js';
import { writeErr } from '../../terminal/streams.js';
import { followTraining } from '../shared/follow-training.js';

export type Options = Common &
  Confirmation & {
    readonly source?: readonly string[];
    readonly sameText?: boolean;
    readonly name?: string;
    readonly wait?: boolean;
  };

export async function trainBot(io: Io, options: Options, named?: string): Promise<undefined> {
  const source = await newText(io, options);
  const deed = await withBot(
    io,
    options,
    async (context) => {
      refuseShortName(options, context.bot);
      await makeSureOf(io, options, context.bot, source?.characters);
      return retrained(io, options, context, source?.text);
    },
    { named, mustBeNamed: true },
  );
  await printDone(io, options, deed);
}

/** The text to send; `undefined` with --same-text. */
async function newText(io: Io, { source, sameText, quiet }: Options) {
  if ((source === undefined) === (sameText !== true))
    throw new Failure(
      'usage',
      sameText ? '--source and --same-text cannot be used together' : 'No text was given',
      {
        advice: 'Give the new text with --source FILE, or add --same-text to retrain with the current text',
      },
    );
  if (source === undefined) return undefined;
  const read = await sourceText(io, source);
  if (!quiet) writeErr(io, sizeWords(read.characters));
  return read;
}

async function retrained(
  io: Io,
  options: Options,
  context: BotContext,
  text: string | undefined,
): Promise<Deed> {
  const { api, bot, signal } = context;
  const { id, name } = bot;
  const retrain = () => api.bots.retrain(id, options.name ?? name, text, signal);
  const { raw } = await orDoubt(retrain, {
    deed: `The training of ${name}`,
    look: `cbase bots get ${quoted(id)}`,
  });
  if (text === undefined) await refuseShrunk(io, context);
  const words =
    text === undefined
      ? `Kept the text of ${options.name ?? name}`
      : `Replaced the text of ${options.name ?? name}`;
  if (!options.wait) return { id, words: `${words}; training is in progress`, raw };
  const trained = await followTraining(io, options, context, { id, before: bot, words, raw });
  return {
    id,
    words: `${words}; the bot is ${trained.status ?? 'trained'}`,
    raw: { ...trained.raw, ...raw },
  };
}

/** The effect of training without a text is undocumented, so check that the text is still there. */
async function refuseShrunk(io: Io, { api, bot, signal }: BotContext): Promise<void> {
  const before = bot.raw.num_of_characters;
  const deed = { deed: `The training of ${bot.name}`, look: `cbase bots get ${quoted(bot.id)}` };
  const find = async () => (await api.bots.list(signal)).find(({ id }) => id === bot.id);
  const isWhole = (now: Bot | undefined) =>
    typeof before !== 'number' || Number(now?.raw.num_of_characters ?? 0) >= before;
  const now = await readBack(io, find, isWhole, deed);
  if (!isWhole(now))
    refuseLost(['num_of_characters'], deed, now?.raw ?? {}, ': all or part of the text was lost');
}

/** The call requires the name, with at least 3 characters (openapi: minLength 3). */
function refuseShortName({ name }: Options, bot: Bot): void {
  if ((name ?? bot.name).length >= 3) return;
  throw new Failure(
    'usage',
    `The name "${name ?? bot.name}" is too short: training requires at least 3 characters`,
    {
      advice: 'Set a longer name with --name',
    },
  );
}

async function makeSureOf(
  io: Io,
  options: Options,
  { name, id, raw }: Bot,
  characters: number | undefined,
): Promise<void> {
  const before = typeof raw.num_of_characters === 'number' ? ` (${raw.num_of_characters} characters)` : '';
  const question =
    characters === undefined
      ? `Retrain ${name}, ${id}${before}, without sending new text? It should keep its current text, but the API documentation does not guarantee that.`
      : `Replace the whole text of ${name}, ${id}${before}, with ${characters} characters?`;
  const deed = characters === undefined ? 'may lose' : 'replaces';
  const statement = `Training ${deed} the whole text of ${name}`;
  await makeSure(io, options, { question, id, statement });
}
