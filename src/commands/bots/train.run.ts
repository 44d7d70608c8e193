import { orDoubt } from '../../account/doubt.js';
import { readBack, refuseLost } from '../../account/kept.js';
import type { Bot } from '../../api/bots.js';
import { plainLine } from '../../base/escape/terminal.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { localTime } from '../../base/local-time.js';
import { count } from '../../base/text.js';
import { type SourceText, sizeWords } from '../../bots/sources.js';
import { type TrainingState, type Verdict, verdictOn } from '../../bots/training-state.js';
import type { Common } from '../../cli/common-options.js';
import { commandFor } from '../../cli/look.js';
import { type BotContext, withBot } from '../../cli/with-account.js';
import { type Deed, printDone } from '../../terminal/done.js';
import { type Confirmation, makeSure } from '../../terminal/make-sure.js';
import { writeErr } from '../../terminal/streams.js';
import { followTraining } from '../shared/follow-training.js';
import { readSources, type SourceFlags } from '../shared/read-sources.js';
import { sentNow, type TrainingRecord, trainingRecord } from '../shared/training-record.js';
import { changeWords, type Preview, printPreview, textWords } from './train.view.js';

export type Options = Common &
  Confirmation &
  SourceFlags & {
    readonly sameText?: boolean;
    readonly name?: string;
    readonly ifChanged?: boolean;
    readonly stateFile?: string;
    readonly wait?: boolean;
  };

export async function trainBot(io: Io, options: Options, named?: string): Promise<undefined> {
  refuseFlags(options);
  const source = options.source && (await readSources(io, options, options.source));
  if (source !== undefined && !options.quiet && !options.dryRun) writeErr(io, sizeWords(source.characters));
  const done = await withBot(io, options, (context) => trainedOrShown(io, options, context, source), {
    named,
    mustBeNamed: true,
  });
  await ('words' in done ? printDone(io, options, done) : printPreview(io, options, done));
}

function refuseFlags({ source, sameText, ifChanged, dryRun, encoding }: Options): void {
  if ((source === undefined) === (sameText !== true))
    throw new Failure(
      'usage',
      sameText ? '--source and --same-text cannot be used together' : 'No text was given',
      {
        advice: 'Give the new text with --source FILE, or add --same-text to retrain with the current text',
      },
    );
  const flag = ifChanged ? '--if-changed' : dryRun ? '--dry-run' : encoding && '--encoding';
  if (source === undefined && flag)
    throw new Failure('usage', `${flag} needs a text to look at, and --same-text sends none`, {
      advice: 'Give the text with --source FILE',
    });
}

async function trainedOrShown(
  io: Io,
  options: Options,
  context: BotContext,
  source: SourceText | undefined,
): Promise<Deed | Preview> {
  refuseShortName(options, context.bot);
  const onNotice = (text: string) => options.quiet || writeErr(io, plainLine(text));
  const { stateFile: file, ifChanged } = options;
  const isRequired = ifChanged === true || file !== undefined;
  const record = trainingRecord(io, context.account, context.bot.id, { file, isRequired, onNotice });
  if (source === undefined) return repeated(io, options, context, record);
  const state = await record.read();
  const verdict = verdictOn(state, source.digest, context.bot);
  if (options.dryRun) return previewOf(context.bot, source, state, verdict);
  const isRenamed = options.name !== undefined && options.name !== context.bot.name;
  if (ifChanged && verdict === 'unchanged' && !isRenamed)
    return left(io, options, context, { record, state });
  if (!options.quiet) writeErr(io, reasonFor(io, { state, verdict, source }));
  await confirmReplacing(io, options, context.bot, source.characters);
  return replaced(io, options, context, { record, source });
}

function previewOf(
  { id, name, raw }: Bot,
  source: SourceText,
  { trained }: TrainingState,
  verdict: Verdict,
): Preview {
  const more = { bot: id, name, current_characters: raw.num_of_characters ?? null, verdict };
  return { source, trained, more };
}

/** Why the text is sent, for people: what changed, or what is not known. */
function reasonFor(
  io: Io,
  { state, verdict, source }: { state: TrainingState; verdict: Verdict; source: SourceText },
): string {
  const { trained, pending } = state;
  const words: Readonly<Record<Verdict, string>> = {
    unchanged: 'The text is unchanged',
    first: 'No earlier training is known here',
    changed: 'The text has changed',
    'in-doubt': `It is not known whether the text of ${localTime(pending?.at ?? '', io.now())} was stored`,
    failed: 'The last training failed',
    elsewhere: 'The bot was trained from elsewhere since',
  };
  const changes = trained === undefined ? '' : `: ${changeWords(io, trained, source)}`;
  return `${words[verdict]}${verdict === 'changed' || verdict === 'unchanged' ? changes : ''}`;
}

/** --if-changed found nothing to do. */
async function left(
  io: Io,
  options: Options,
  context: BotContext,
  { record, state }: { readonly record: TrainingRecord; readonly state: TrainingState },
): Promise<Deed> {
  const { id, name } = context.bot;
  const { at = '', digest, characters = 0, files = [] } = state.trained ?? {};
  const since = localTime(at, io.now());
  const words = `The text of ${name} is unchanged since ${since} (${textWords({ files, characters })})`;
  const raw = { changed: false, since: at, digest, characters };
  const isTraining = /training/i.test(context.bot.status ?? '');
  if (!isTraining && state.shown === undefined) await record.end(context.bot);
  if (!isTraining || !options.wait) return { id, words, raw };
  const ready = await followed(io, options, context, { record, words, raw, before: undefined });
  return { id, words: `${words}; the bot is ${ready.status ?? 'trained'}`, raw: { ...ready.raw, ...raw } };
}

async function replaced(
  io: Io,
  options: Options,
  context: BotContext,
  { record, source }: { readonly record: TrainingRecord; readonly source: SourceText },
): Promise<Deed> {
  const { name } = context.bot;
  const sent = sentNow(io, source);
  await record.begin(sent);
  const answer = await retrained(options, context, source.text).catch(async (error: unknown) => {
    // Of a text that may have been stored, the record already says that it is in doubt.
    if (!(error instanceof Failure && error.kind === 'in-doubt')) await record.cancel(sent);
    throw error;
  });
  await record.accept(sent);
  const { digest, characters } = source;
  const raw = { ...answer, changed: true, digest, characters };
  return ended(io, options, context, { record, words: `Replaced the text of ${options.name ?? name}`, raw });
}

async function repeated(
  io: Io,
  options: Options,
  context: BotContext,
  record: TrainingRecord,
): Promise<Deed> {
  await confirmRepeating(io, options, context.bot);
  const raw = await retrained(options, context, undefined);
  await refuseShrunk(io, options, context);
  await record.repeat();
  return ended(io, options, context, {
    record,
    words: `Kept the text of ${options.name ?? context.bot.name}`,
    raw,
  });
}

async function retrained(
  options: Options,
  { api, bot: { id, name }, signal }: BotContext,
  text: string | undefined,
) {
  const retrain = () => api.bots.retrain(id, options.name ?? name, text, signal);
  const deed = {
    deed: `The training of ${name}`,
    look: commandFor({ ...options, bot: undefined }, 'bots get', id),
  };
  return (await orDoubt(retrain, deed)).raw;
}

type Begun = {
  readonly record: TrainingRecord;
  readonly words: string;
  readonly raw: object;
  readonly before?: Bot | undefined;
};

async function ended(io: Io, options: Options, context: BotContext, begun: Begun): Promise<Deed> {
  const { bot } = context;
  const { words, raw } = begun;
  if (!options.wait) return { id: bot.id, words: `${words}; training is in progress`, raw };
  const trained = await followed(io, options, context, { ...begun, before: bot });
  const how = `the bot is ${trained.status ?? 'trained'}`;
  return { id: bot.id, words: `${words}; ${how}`, raw: { ...trained.raw, ...raw } };
}

/** Waits until the bot is trained, and keeps how that ended. */
async function followed(io: Io, options: Options, context: BotContext, begun: Begun): Promise<Bot> {
  const { record, words, raw, before } = begun;
  try {
    const trained = await followTraining(io, options, context, { id: context.bot.id, before, words, raw });
    await record.end(trained);
    return trained;
  } catch (error) {
    if (error instanceof Failure && error.kind === 'refused') await record.fail(error.message);
    throw error;
  }
}

/** The effect of training without a text is undocumented, so check that the text is still there. */
async function refuseShrunk(io: Io, options: Options, { api, bot, signal }: BotContext): Promise<void> {
  const before = bot.raw.num_of_characters;
  const deed = {
    deed: `The training of ${bot.name}`,
    look: commandFor({ ...options, bot: undefined }, 'bots get', bot.id),
  };
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

function knownCharacters({ raw }: Bot): string {
  return typeof raw.num_of_characters === 'number' ? ` (${count(raw.num_of_characters)} characters)` : '';
}

async function confirmReplacing(io: Io, options: Options, bot: Bot, characters: number): Promise<void> {
  const { id, name } = bot;
  const lost = 'The API returns no text, so the old one cannot be recovered.';
  const question = `${lost} Replace the whole text of ${name}, ${id}${knownCharacters(bot)}, with ${count(characters)} characters?`;
  await makeSure(io, options, { question, id, statement: `Training replaces the whole text of ${name}` });
}

async function confirmRepeating(io: Io, options: Options, bot: Bot): Promise<void> {
  const { id, name } = bot;
  const question = `Retrain ${name}, ${id}${knownCharacters(bot)}, without sending new text? It should keep its current text, but the API documentation does not guarantee that.`;
  await makeSure(io, options, { question, id, statement: `Training may lose the whole text of ${name}` });
}
