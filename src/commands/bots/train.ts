import type { Command } from 'commander';
import type { Bot } from '../../api/bots.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { usingBot, type Work } from '../../cli/with-account.js';
import type { Deed } from '../../terminal/done.js';
import { type Cli, type Common, doing } from '../options.js';
import { followTraining } from './following.js';

export type Options = Common & {
  readonly source?: readonly string[];
  readonly sameText?: boolean;
  readonly name?: string;
  readonly wait?: boolean;
  readonly yes?: boolean;
};

export function botsTrain(bots: Command, cli: Cli, run = trainBot): void {
  bots
    .command('train')
    .description('Replace the whole text of a bot and train it anew')
    .argument('[bot]', 'its id or name; --bot does as well')
    .option('--source <file...>', 'the new text: files, patterns, or - for stdin')
    .option('--same-text', 'retrain it with its current text; sends no new text')
    .option('--name <name>', 'give it another name as well; without it the name stays')
    .option('--wait', 'wait until it is trained')
    .option('-y, --yes', 'do not ask; needed without a terminal, because the old text is lost')
    .addHelpText(
      'after',
      '\nThe text that was there is replaced, not added to, and cannot be had back.' +
        '\n\nExamples:\n  $ cbase bots train "Harbor Coffee" --source *.md --yes --local\n  $ cbase bots train --bot "Harbor Coffee" --source handbook.md --wait --yes --local\n  $ cbase bots train "Harbor Coffee" --same-text --yes --local',
    )
    .action(doing<Options>(cli, run));
}

async function trainBot(io: Io, options: Options, named?: string): Promise<undefined> {
  const { printDone } = await import('../../terminal/done.js');
  const source = await newText(io, options);
  const deed = await usingBot(
    io,
    options,
    async (work) => {
      refuseShortName(options, work.bot);
      await makeSureOf(io, options, work.bot, source?.characters);
      return retrained(io, options, work, source?.text);
    },
    named,
  );
  await printDone(io, options, deed);
}

/** The text that is to be sent; `undefined` with --same-text. */
async function newText(io: Io, { source, sameText, quiet }: Options) {
  const { sizeWords, sourceText } = await import('../../bots/sources.js');
  const { say } = await import('../../terminal/voice.js');
  if ((source === undefined) === (sameText !== true))
    throw new Failure(
      'usage',
      sameText ? '--source and --same-text cannot be used together' : 'No text was given',
      {
        advice: 'Give the new text with --source FILE, or add --same-text to retrain with the current text',
      },
    );
  if (source === undefined) return undefined;
  const read = await sourceText(source, io);
  if (!quiet) say(io, sizeWords(read.characters));
  return read;
}

async function retrained(io: Io, options: Options, work: Work, text: string | undefined): Promise<Deed> {
  const { orDoubt } = await import('../../account/doubt.js');
  const { quoted } = await import('../../base/escape/shell.js');
  const { api, bot, signal } = work;
  const { id, name } = bot;
  const retrain = () => api.bots.retrain(id, options.name ?? name, text, signal);
  const { raw } = await orDoubt(retrain, `The training of ${name}`, `cbase bots get ${quoted(id)}`);
  if (text === undefined) await refuseShrunk(work, io);
  const words =
    text === undefined
      ? `${options.name ?? name} keeps its text`
      : `The text of ${options.name ?? name} is replaced`;
  if (!options.wait) return { id, words: `${words}; it is being trained now`, raw };
  const trained = await followTraining(io, options, work, { id, before: bot, words, raw });
  return {
    id,
    words: `${words}, and the bot is ${trained.status ?? 'trained'}`,
    raw: { ...trained.raw, ...raw },
  };
}

/** No document says what a server makes of a training without a text: whether the text is still there is looked at. */
async function refuseShrunk({ api, bot, signal }: Work, io: Io): Promise<void> {
  const { readBack, refuseLost } = await import('../../account/kept.js');
  const { quoted } = await import('../../base/escape/shell.js');
  const before = bot.raw.num_of_characters;
  const deed = { deed: `The training of ${bot.name}`, look: `cbase bots get ${quoted(bot.id)}` };
  const find = async () => (await api.bots.list(signal)).find(({ id }) => id === bot.id);
  const isWhole = (now: Bot | undefined) =>
    typeof before !== 'number' || Number(now?.raw.num_of_characters ?? 0) >= before;
  const now = await readBack(find, isWhole, deed, io);
  if (!isWhole(now))
    refuseLost(['num_of_characters'], deed, now?.raw ?? {}, ': the text was lost, or a part of it');
}

/** The call wants the name again, and takes none that short (openapi: minLength 3). */
function refuseShortName({ name }: Options, bot: Bot): void {
  if ((name ?? bot.name).length >= 3) return;
  throw new Failure(
    'usage',
    `The name "${name ?? bot.name}" has less than the 3 characters that training asks for`,
    {
      advice: 'Give it a longer one with --name',
    },
  );
}

async function makeSureOf(
  io: Io,
  options: Options,
  { name, id, raw }: Bot,
  characters: number | undefined,
): Promise<void> {
  const { askYes, canAsk } = await import('../../terminal/prompts.js');
  if (options.yes) return;
  const before = typeof raw.num_of_characters === 'number' ? ` (${raw.num_of_characters} characters)` : '';
  const question =
    characters === undefined
      ? `Retrain ${name}, ${id}${before}, without sending a text? It should keep its current text, but the API documentation does not promise that.`
      : `Replace the whole text of ${name}, ${id}${before}, with ${characters} characters?`;
  const deed = characters === undefined ? 'may lose' : 'replaces';
  if (!canAsk(io, options))
    throw new Failure('usage', `Training ${deed} the whole text of ${name}, and nobody can be asked here`, {
      advice: 'Add --yes',
    });
  if (!(await askYes(io, options, question))) throw new Failure('refused', 'Nothing was changed');
}
