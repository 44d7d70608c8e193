import type { Command } from 'commander';
import type { Bot } from '../../api/bots.js';
import { Failure } from '../../failure.js';
import type { Io } from '../../io.js';
import { acting, type Cli, type Common } from '../options.js';
import { usingBot, type Work } from '../using.js';
import { followTraining } from './following.js';
import { botView } from './view.js';

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
    .action(acting<Options>(cli, run));
}

async function trainBot(io: Io, options: Options, named?: string): Promise<undefined> {
  const { sizeWords, sourceText } = await import('../../bots/sources.js');
  const { printFields, printOne } = await import('../../terminal/output.js');
  const { say } = await import('../../terminal/voice.js');
  if (options.fields === true) return printFields(io, options, botView);
  const { text, characters } = await sourceText(options.source, io);
  if (!options.quiet) say(io, sizeWords(characters));
  const trained = await usingBot(
    io,
    options,
    async (work) => {
      await makeSureOf(io, options, work.bot, characters);
      return retrained(io, options, work, text);
    },
    named,
  );
  await printOne(io, options, botView, trained);
}

async function retrained(io: Io, options: Options, work: Work, text: string): Promise<Bot> {
  const { orDoubt } = await import('../../account/doubt.js');
  const { quoted } = await import('../../inert/shell.js');
  const { api, bot, signal } = work;
  const sent = api.bots.retrain(bot.id, options.name ?? bot.name, text, signal);
  const { raw } = await orDoubt(sent, `The training of ${bot.name}`, `cbase bots get ${quoted(bot.id)}`);
  if (options.wait) return followTraining(io, options, work, bot.id, bot);
  return {
    ...bot,
    name: options.name ?? bot.name,
    raw: { ...raw, id: bot.id, name: options.name ?? bot.name },
  };
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
