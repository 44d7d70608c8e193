import type { Command } from 'commander';
import type { Api } from '../../api/api.js';
import type { MadeBot } from '../../api/bots.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { usingAccount } from '../../cli/with-account.js';
import { acting, type Cli, type Common } from '../options.js';
import { followTraining } from './following.js';

export type Options = Common & {
  readonly name?: string;
  readonly source?: readonly string[];
  readonly wait?: boolean;
};

export function botsCreate(bots: Command, cli: Cli, run = createBot): void {
  bots
    .command('create')
    .description('Create a bot, from text files if you like')
    .argument('[name]', 'what it is called; --name does as well')
    .option('--name <name>', 'what it is called')
    .option('--source <file...>', 'text to train it with: files, patterns, or - for stdin')
    .option('--wait', 'wait until it is trained')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase bots create "Help desk" --local --source *.md\n  $ echo "We are open from 9 to 5." | cbase bots create --name Hours --source - --local --format id',
    )
    .action(acting<Options>(cli, run));
}

async function createBot(io: Io, options: Options, word?: string): Promise<undefined> {
  const { checkFields, printFields, printOne } = await import('../../terminal/output.js');
  const { orDoubt } = await import('../../account/doubt.js');
  if (options.fields === true) return printFields(io, options, view);
  checkFields(options, view);
  const name = nameFrom(options, word);
  const text = await sourceFrom(io, options);
  const made = await usingAccount(io, options, async ({ api }) => {
    const signal = io.interrupt.soft;
    const created = await orDoubt(
      () => api.bots.create(name, text, signal),
      `The creation of "${name}"`,
      'cbase bots list',
    );
    return options.wait ? whenTrained(io, options, api, created) : created;
  });
  await printOne(io, options, view, { ...made, name });
}

function whenTrained(io: Io, options: Options, api: Api, { id, raw }: MadeBot): Promise<MadeBot> {
  const begun = { id, before: undefined, words: `The bot ${id} was created`, raw };
  return followTraining(io, options, { api, signal: io.interrupt.soft }, begun);
}

function nameFrom({ name }: Options, word: string | undefined): string {
  if (name !== undefined && word !== undefined && name !== word)
    throw new Failure('usage', `Two names were given, "${word}" and "${name}"`, {
      advice: 'Use one of them',
    });
  const chosen = (name ?? word ?? '').trim();
  if (chosen !== '') return chosen;
  throw new Failure('usage', 'The bot has no name', { advice: 'Add --name NAME' });
}

async function sourceFrom(io: Io, { source, quiet }: Options): Promise<string | undefined> {
  if (source === undefined) return undefined;
  const { sizeWords, sourceText } = await import('../../bots/sources.js');
  const { say } = await import('../../terminal/voice.js');
  const { text, characters } = await sourceText(source, io);
  if (!quiet) say(io, sizeWords(characters));
  return text;
}

type Named = MadeBot & { readonly name: string };

const view = {
  columns: { id: ({ id }: Named) => id, name: ({ name }: Named) => name },
  raw: ({ raw }: Named) => raw,
  id: ({ id }: Named) => id,
};
