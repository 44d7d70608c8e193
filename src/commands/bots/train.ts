import type { Command } from 'commander';
import type { Bot } from '../../api/bots.js';
import { Failure } from '../../failure.js';
import type { Io } from '../../io.js';
import type { Deed } from '../../terminal/done.js';
import { type Cli, type Common, doing } from '../options.js';
import { usingBot, type Work } from '../using.js';
import { followTraining } from './following.js';

export type Options = Common & {
  readonly source: readonly string[];
  readonly name?: string;
  readonly wait?: boolean;
  readonly yes?: boolean;
};

export function botsTrain(bots: Command, cli: Cli, run = trainBot): void {
  bots
    .command('train')
    .description('Replace the whole text of a bot and train it anew')
    .argument('[bot]', 'its id or name; --bot does as well')
    .requiredOption('--source <file...>', 'the new text: files, patterns, or - for stdin')
    .option('--name <name>', 'give it another name as well; without it the name stays')
    .option('--wait', 'wait until it is trained')
    .option('-y, --yes', 'do not ask; needed without a terminal, because the old text is lost')
    .addHelpText(
      'after',
      '\nThe text that was there is replaced, not added to, and cannot be had back.' +
        '\n\nExamples:\n  $ cbase bots train "Harbor Coffee" --source *.md --yes --local\n  $ cbase bots train --bot "Harbor Coffee" --source handbook.md --wait --yes --local',
    )
    .action(doing<Options>(cli, run));
}

async function trainBot(io: Io, options: Options, named?: string): Promise<undefined> {
  const { sizeWords, sourceText } = await import('../../bots/sources.js');
  const { printDone } = await import('../../terminal/done.js');
  const { say } = await import('../../terminal/voice.js');
  const { text, characters } = await sourceText(options.source, io);
  if (!options.quiet) say(io, sizeWords(characters));
  const deed = await usingBot(
    io,
    options,
    async (work) => {
      refuseShortName(options, work.bot);
      await makeSureOf(io, options, work.bot, characters);
      return retrained(io, options, work, text);
    },
    named,
  );
  await printDone(io, options, deed);
}

async function retrained(io: Io, options: Options, work: Work, text: string): Promise<Deed> {
  const { orDoubt } = await import('../../account/doubt.js');
  const { quoted } = await import('../../inert/shell.js');
  const { api, bot, signal } = work;
  const { id, name } = bot;
  const retrain = () => api.bots.retrain(id, options.name ?? name, text, signal);
  const { raw } = await orDoubt(retrain, `The training of ${name}`, `cbase bots get ${quoted(id)}`);
  const words = `The text of ${options.name ?? name} is replaced`;
  if (!options.wait) return { id, words: `${words}; it is being trained now`, raw };
  const trained = await followTraining(io, options, work, { id, before: bot, words, raw });
  return {
    id,
    words: `${words}, and the bot is ${trained.status ?? 'trained'}`,
    raw: { ...trained.raw, ...raw },
  };
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
  characters: number,
): Promise<void> {
  const { askYes, canAsk } = await import('../../terminal/prompts.js');
  if (options.yes) return;
  const before = typeof raw.num_of_characters === 'number' ? ` (${raw.num_of_characters} characters)` : '';
  const question = `Replace the whole text of ${name}, ${id}${before}, with ${characters} characters?`;
  if (!canAsk(io, options))
    throw new Failure('usage', `Training replaces the whole text of ${name}, and nobody can be asked here`, {
      advice: 'Add --yes',
    });
  if (!(await askYes(io, options, question))) throw new Failure('refused', 'Nothing was changed');
}
