import { readBack } from '../../account/kept.js';
import type { Bot } from '../../api/bots.js';
import { asFailure } from '../../api/error.js';
import { quoted } from '../../base/escape/shell.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { changesBetween } from '../../bots/as-code/changes.js';
import { documentedSettings, notSettings } from '../../bots/as-code/documented.js';
import { heldValues, nested, otherFields, placesIn, type Values } from '../../bots/as-code/values.js';
import type { Common } from '../../cli/common-options.js';
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

type Work = { readonly source: BotContext; readonly target: Target; readonly name: string };

async function cloned(io: Io, options: Options, work: Work): Promise<Deed> {
  const { source, target, name } = work;
  const before = await target.api.bots.list(target.signal);
  const left = leftBot(options, work, before);
  const wanted = copied(source.bot);
  const attributes = options.withAttributes ? await missingAttributes(source, target, left) : undefined;
  if (options.dryRun) return dryRun(work, wanted, attributes);
  await attributes?.makeSure(io, options, name);
  const id = left?.id ?? (await createdBot(io, options, target, { name, before }));
  try {
    await configure(io, options, { ...target, id, name }, wanted);
    if (attributes !== undefined) await cloneAttributes(io, target, { id, name }, attributes);
  } catch (error) {
    throw unfinished(error, work, id);
  }
  tellUncopied(io, options, source.bot);
  const words = `Created ${botWords({ name, id })} with the settings of ${botWords(source.bot)}`;
  return { id, words, raw: { name, settings: nested(wanted), notCopied: uncopied(source.bot) } };
}

/** The bot that an interrupted clone has left, with --finish. Throws Failure 'usage' where the name is taken otherwise. */
function leftBot({ finish }: Options, { source, name }: Work, bots: readonly Bot[]): Bot | undefined {
  const left = bots.find(({ id }) => id === finish);
  if (finish !== undefined && left?.name !== name)
    throw new Failure('usage', `There is no bot ${finish} called "${name}"`, {
      advice: 'See the bots with: cbase bots list',
    });
  const taken = bots.find((bot) => bot.name === name);
  if (left !== undefined || taken === undefined) return left;
  throw new Failure('usage', `There is already a bot called "${name}": ${taken.id}`, {
    advice: `If an interrupted clone has left it, finish it with: ${finishing(source.bot, name, taken.id)}`,
  });
}

function finishing(source: Bot, name: string, id: string): string {
  return `cbase bots clone ${quoted(source.id)} --name ${quoted(name)} --finish ${quoted(id)}`;
}

/** Everything that is set, but for the name. */
function copied(source: Bot): Values {
  return new Map([...heldValues(source)].filter(([key, value]) => key !== 'name' && value !== null));
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
    notCopied: uncopied(source.bot),
  };
  return { id: source.bot.id, words, raw };
}

type NewBot = Target & { readonly id: string; readonly name: string };

async function configure(
  io: Io,
  options: Options,
  { api, signal, id, name }: NewBot,
  wanted: Values,
): Promise<void> {
  const deed = { deed: `The creation of "${name}"`, look: 'cbase bots list' };
  const find = async () => (await api.bots.list(signal)).find((one) => one.id === id);
  const bot = await readBack(io, find, (one) => one !== undefined, deed);
  if (bot === undefined) throw new Failure('in-doubt', 'the server does not list it', {});
  const changes = changesBetween(heldValues(bot), wanted);
  if (changes.length > 0) await sendChanges(io, options, { api, bot, signal }, changes);
}

/** Whatever went wrong after the creation: what exists now, and the two ways on. */
function unfinished(error: unknown, { source, name }: Work, id: string): unknown {
  const failure = asFailure(error);
  if (!(failure instanceof Failure)) return failure;
  const message = `${botWords({ name, id })} was created, but the clone is not finished: ${failure.message}`;
  return new Failure(failure.kind, message, {
    ...failure.more,
    apart: undefined,
    advice: `Finish it with: ${finishing(source.bot, name, id)}; or remove it with: cbase bots delete ${quoted(id)}`,
    document: { ...failure.more.document, id },
  });
}

function uncopied(source: Bot): readonly string[] {
  const held = heldValues(source);
  return [
    ...documentedSettings.filter(({ key }) => !held.has(key)).map(({ key }) => key),
    ...placesIn(otherFields(source)),
  ];
}

function tellUncopied(io: Io, { quiet, withAttributes }: Options, source: Bot): void {
  if (quiet) return;
  const things = notSettings
    .map(([what]) => what)
    .filter((what) => !(withAttributes && /attributes/.test(what)));
  writeErr(io, `Not copied: ${[...things, ...uncopied(source)].join(', ')}`);
}
