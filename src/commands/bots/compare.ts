import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { type Change, changesBetween } from '../../bots/as-code/changes.js';
import { type BotFile, readBotFile, refuseFlaws } from '../../bots/as-code/read-file.js';
import { differingOther, heldValues, type Values } from '../../bots/as-code/values.js';
import { knownModel } from '../../chat/models.js';
import { knownModels } from '../../chat/own-models.js';
import type { Common } from '../../cli/common-options.js';
import { type BotContext, withBot } from '../../cli/with-account.js';
import { sourceOf } from '../../config/settings.js';
import { writeErr } from '../../terminal/streams.js';
import { botWords } from './changes.view.js';
import { settingsWords } from './settings-words.js';

export type FileOptions = Common & { readonly anyModel?: boolean };

/** A settings file, the bot it is for, and how the two differ. */
export type Comparison = {
  readonly context: BotContext;
  readonly file: BotFile;
  readonly held: Values;
  readonly changes: readonly Change[];
};

/**
 * Reads the settings file that the words name, finds its bot, and compares the two. Throws Failure 'usage' for a file with a
 * mistake, for a value that would be sent and cannot be right, and where file and environment name different bots.
 */
export async function compareWithBot<T>(
  io: Io,
  options: FileOptions,
  words: readonly (string | undefined)[],
  use: (comparison: Comparison) => Promise<T>,
): Promise<T> {
  const { named, path } = settingsWords(...words);
  return compareFile(io, options, { named, file: await readBotFile(io, path) }, use);
}

export async function compareFile<T>(
  io: Io,
  options: FileOptions,
  { named, file }: { readonly named: string | undefined; readonly file: BotFile },
  use: (comparison: Comparison) => Promise<T>,
): Promise<T> {
  const models = options.anyModel ? undefined : await knownModels(io);
  const isChosen = named !== undefined || options.bot !== undefined;
  let isFound = false;
  const compare = async (context: BotContext) => {
    isFound = true;
    const { bot } = context;
    if (isChosen) tellOther(io, options, file, context);
    else refuseOther(io, options, file, context);
    const held = heldValues(bot);
    const changes = changesBetween(held, file.wanted);
    refuseFlaws(file, changes, models && ((name) => knownModel(models, name)));
    const other = differingOther(file.other, bot);
    if (other.length > 0 && !options.quiet)
      writeErr(
        io,
        `Not compared, because it is no documented setting: ${other.join(', ')} differs from ${botWords(bot)}`,
      );
    return use({ context, file, held, changes });
  };
  return withBot(io, options, compare, { named: isChosen ? named : file.bot }).catch((error: unknown) => {
    const isOfFile = !isChosen && !isFound && file.bot !== undefined;
    if (!(isOfFile && error instanceof Failure && error.kind === 'not-found')) throw error;
    throw new Failure(
      'not-found',
      `${file.name} is for the bot "${file.bot}", which is not in this account`,
      {
        ...error.more,
        advice: `Name another bot with --bot. ${error.more.advice ?? ''}`.trimEnd(),
      },
    );
  });
}

/** The command line overrides the file, but not silently. */
function tellOther(io: Io, { quiet }: Common, { bot: inFile, name }: BotFile, { bot }: BotContext): void {
  if (quiet || inFile === undefined || isNamed(bot, inFile)) return;
  writeErr(io, `${name} names the bot "${inFile}"; using ${botWords(bot)}, as the command line says`);
}

/** Between a variable and the file cbase does not choose. */
function refuseOther(io: Io, options: Common, { bot: inFile, name }: BotFile, { bot }: BotContext): void {
  const set = inFile === undefined ? undefined : sourceOf('bot', options, io.env);
  if (set?.kind !== 'variable' || isNamed(bot, set.value)) return;
  throw new Failure('usage', `${name} is for ${botWords(bot)}, but ${set.source} names "${set.value}"`, {
    advice: 'Say which of them with --bot',
  });
}

function isNamed({ id, name }: BotContext['bot'], wanted: string): boolean {
  return id === wanted || name.toLowerCase() === wanted.toLowerCase();
}
