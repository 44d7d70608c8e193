import { readBack } from '../../account/kept.js';
import type { Bot } from '../../api/bots.js';
import { asFailure } from '../../api/error.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { changesBetween } from '../../bots/as-code/changes.js';
import { copiedSettings, unclearedSettings, uncopiedFields } from '../../bots/as-code/copy.js';
import { notSettings } from '../../bots/as-code/documented.js';
import { heldValues, nested, type Values } from '../../bots/as-code/values.js';
import type { Common } from '../../cli/common-options.js';
import { commandFor, type Place } from '../../cli/look.js';
import { type BotContext, withAccount, withBot } from '../../cli/with-account.js';
import { type Deed, printDone } from '../../terminal/done.js';
import type { Confirmation } from '../../terminal/make-sure.js';
import { writeErr } from '../../terminal/streams.js';
import { botWords } from './changes.view.js';
import { cloneAttributes, type MissingAttributes, missingAttributes } from './clone-attributes.js';
import { createdBot } from './clone-create.js';
import { sendChanges } from './send-changes.js';

export type Options = Common &
  Confirmation & {
    readonly name?: string;
    readonly toProfile?: string;
    readonly withAttributes?: boolean;
    readonly finish?: string;
    readonly dryRun?: boolean;
  };

/** Where the new bot is created. */
export type Target = Pick<BotContext, 'api' | 'signal'>;

export async function cloneBot(io: Io, options: Options, named?: string): Promise<undefined> {
  const name = nameFrom(options);
  const deed = await withBot(
    io,
    options,
    (source) => withTarget(io, options, source, (target) => cloned(io, options, { source, target, name })),
    { named },
  );
  await printDone(io, options, deed);
}

const shortestName = 3;

/** The call requires a name with at least 3 characters (openapi: minLength 3). */
function nameFrom({ name = '', local, toProfile, yes, withAttributes }: Options): string {
  const refuse = (message: string, advice: string): never => {
    throw new Failure('usage', message, { advice });
  };
  if (name.trim() === '') refuse('No name was given for the new bot', 'Add --name NAME');
  if (name.trim().length < shortestName)
    refuse(
      `The name "${name}" is too short: a bot needs at least ${shortestName} characters`,
      'Choose another',
    );
  if (local && toProfile !== undefined)
    refuse('--local and --to-profile name two accounts', 'Use one of them');
  if (yes && !withAttributes) refuse('--yes has no effect without --with-attributes', 'Leave it out');
  return name.trim();
}

async function withTarget<T>(
  io: Io,
  options: Options,
  source: BotContext,
  use: (target: Target) => Promise<T>,
): Promise<T> {
  if (options.toProfile === undefined) return use(source);
  const flags = { ...options, profile: options.toProfile, bot: undefined, baseUrl: undefined };
  return withAccount(io, flags, ({ api }) => use({ api, signal: source.signal }));
}

/** The account of the new bot. */
function placeOf({ local, profile, baseUrl, toProfile }: Options): Place {
  return toProfile === undefined ? { local, profile, baseUrl } : { profile: toProfile };
}

type Work = { readonly source: BotContext; readonly target: Target; readonly name: string };

async function cloned(io: Io, options: Options, work: Work): Promise<Deed> {
  const { source, target, name } = work;
  const before = await target.api.bots.list(target.signal);
  const left = leftBot(options, work, before);
  const wanted = copiedSettings(source.bot);
  const attributes = options.withAttributes ? await missingAttributes(source, target, left) : undefined;
  if (options.dryRun) return dryRun(work, wanted, attributes);
  await attributes?.makeSure(io, options, name);
  const id =
    left?.id ?? (await createdBot(io, { ...options, place: placeOf(options) }, target, { name, before }));
  let uncleared: readonly string[];
  try {
    const made = await configure(io, options, { ...target, id, name }, wanted);
    uncleared = unclearedSettings(source.bot, made);
    if (attributes !== undefined)
      await cloneAttributes(io, target, { id, name }, { ...attributes, place: placeOf(options) });
  } catch (error) {
    throw unfinished(error, options, work, id);
  }
  tellUncopied(io, options, source.bot, uncleared);
  const words = `Created ${botWords({ name, id })} with the settings of ${botWords(source.bot)}`;
  return {
    id,
    words,
    raw: { name, settings: nested(wanted), notCopied: uncopiedFields(source.bot), notCleared: uncleared },
  };
}

/** The bot that an interrupted clone has left, with --finish. Throws Failure 'usage' where the name is taken otherwise. */
function leftBot(options: Options, work: Work, bots: readonly Bot[]): Bot | undefined {
  const { source, name } = work;
  const left = bots.find(({ id }) => id === options.finish);
  if (options.finish !== undefined && left?.name !== name)
    throw new Failure('usage', `There is no bot ${options.finish} called "${name}"`, {
      advice: `See the bots with: ${commandFor(placeOf(options), 'bots list')}`,
    });
  const taken = bots.find((bot) => bot.name === name);
  if (left !== undefined || taken === undefined) return left;
  const finish = `If an interrupted clone has left it, finish it with: ${finishing(options, work, taken.id)}`;
  throw new Failure('usage', `There is already a bot called "${name}": ${taken.id}`, {
    advice: taken.id === source.bot.id ? 'Choose another name' : finish,
  });
}

function finishing(options: Options, { source, name }: Work, id: string): string {
  const { toProfile, withAttributes } = options;
  const there = toProfile === undefined ? [] : ['--to-profile', toProfile];
  const more = withAttributes ? ['--with-attributes'] : [];
  const flags = ['--name', name, ...there, ...more, '--finish', id];
  return commandFor({ ...options, bot: undefined }, 'bots clone', source.bot.id, flags);
}

function dryRun({ source, name }: Work, wanted: Values, attributes: MissingAttributes | undefined): Deed {
  const names = attributes?.names ?? [];
  const more = names.length === 0 ? '' : ` and the attributes ${names.join(', ')}`;
  const words = `Would create "${name}" with ${wanted.size} settings of ${botWords(source.bot)}${more}`;
  const raw = {
    dryRun: true,
    name,
    settings: nested(wanted),
    attributes: names,
    notCopied: uncopiedFields(source.bot),
  };
  return { id: source.bot.id, words, raw };
}

type NewBot = Target & { readonly id: string; readonly name: string };

/** Sets what is wanted; resolves with the bot as it was created. */
async function configure(
  io: Io,
  options: Options,
  { api, signal, id, name }: NewBot,
  wanted: Values,
): Promise<Bot> {
  const deed = { deed: `The creation of "${name}"`, look: commandFor(placeOf(options), 'bots list') };
  const find = async () => (await api.bots.list(signal)).find((one) => one.id === id);
  const bot = await readBack(io, find, (one) => one !== undefined, deed);
  if (bot === undefined) throw new Failure('in-doubt', 'the server does not list it', {});
  const changes = changesBetween(heldValues(bot), wanted);
  if (changes.length > 0)
    await sendChanges(io, { ...options, ...placeOf(options) }, { api, bot, signal }, changes);
  return bot;
}

/** Whatever went wrong after the creation: what exists now, and the two ways on. */
function unfinished(error: unknown, options: Options, work: Work, id: string): unknown {
  const failure = asFailure(error);
  if (!(failure instanceof Failure)) return failure;
  const message = `${botWords({ name: work.name, id })} was created, but the clone is not finished: ${failure.message}`;
  return new Failure(failure.kind, message, {
    ...failure.more,
    apart: undefined,
    advice: `Finish it with: ${finishing(options, work, id)}; or remove it with: ${commandFor(placeOf(options), 'bots delete', id)}`,
    document: { ...failure.more.document, id },
  });
}

function tellUncopied(
  io: Io,
  { quiet, withAttributes }: Options,
  source: Bot,
  uncleared: readonly string[],
): void {
  if (quiet) return;
  const things = notSettings
    .filter(({ thing }) => !(withAttributes && thing === 'attributes'))
    .map(({ words }) => words);
  writeErr(io, `Not copied: ${[...things, ...uncopiedFields(source)].join(', ')}`);
  if (uncleared.length > 0)
    writeErr(io, `Set in new bots, and not in ${botWords(source)}: ${uncleared.join(', ')}`);
}
