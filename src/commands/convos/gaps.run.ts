import { basename } from 'node:path';
import { type Convo, readConvo } from '../../api/convos.js';
import { Failure } from '../../base/failure.js';
import { folderFor, refuseTaken } from '../../base/files/place.js';
import type { Io } from '../../base/io.js';
import { count } from '../../base/text.js';
import { type BotContext, withBot } from '../../cli/with-account.js';
import { Misses } from '../../exports/gaps/collect.js';
import { gapsOf } from '../../exports/gaps/group.js';
import { readPhrases } from '../../exports/gaps/phrases.js';
import type { GapReport } from '../../exports/gaps/report.js';
import { type GapOptions, missesIn, type Signal, signals } from '../../exports/gaps/signals.js';
import { type Redaction, redactor } from '../../exports/redact/redact.js';
import { redactKey } from '../../exports/redact/redact-key.js';
import { type Period, periodOf } from '../../exports/stats/periods.js';
import { startProgress } from '../../terminal/progress.js';
import { rangeOf } from '../shared/day-range.js';
import type { ConvoFlags } from '../shared/export/convo-flags.js';
import { convoList, warnOfUnknownSources } from '../shared/export/convo-pages.js';
import { readOnce } from '../shared/export/read-once.js';
import { accountText } from '../shared/export/stats.js';
import type { MkdirFlag } from '../shared/mkdir-flag.js';
import { convosInFile } from './convos-in-file.js';
import { checkGapFiles, writeGapFiles } from './gap-files.js';
import { type GapFormat, gapFormatOf, isFile } from './gap-format.js';
import { printGaps, tellRest } from './gap-output.js';

export type Options = Omit<ConvoFlags, 'format'> &
  MkdirFlag & {
    readonly format?: GapFormat;
    readonly maxScore: number;
    readonly phrases?: string;
    readonly onlyPhrases?: boolean;
    readonly signals?: readonly Signal[];
    readonly minCount: number;
    readonly limit: number;
    readonly from?: string;
    readonly out?: string;
    readonly force?: boolean;
    readonly redact?: readonly Redaction[];
    readonly toQa?: string;
    readonly toTests?: string;
    readonly concurrency: number;
    readonly rate?: number;
  };

/** Finds what a bot could not answer, shows it, and writes the files that were asked for. Checks all options before the first request. */
export async function findGaps(io: Io, options: Options, named?: string): Promise<undefined> {
  const format = gapFormatOf(io, options);
  const period = periodOf(rangeOf(io, options), io.now());
  if (options.onlyPhrases && options.phrases === undefined)
    throw new Failure('usage', '--only-phrases has no phrases', { advice: 'Name a file with --phrases' });
  refuseIdleFlags(options);
  if (isFile(options.out)) {
    await refuseTaken(options.out, options.force === true);
    await folderFor(options.out, options.mkdir);
  }
  await checkGapFiles(io, options);
  const phrases = options.phrases === undefined ? [] : await readPhrases(io, options.phrases);
  const gapOptions: GapOptions = {
    maxScore: options.maxScore,
    phrases,
    onlyPhrases: options.onlyPhrases === true,
    signals: new Set(options.signals ?? signals),
  };
  warnOfUnknownSources(io, options);
  const reader = new GapReader(gapOptions, await redaction(io, options));
  const source = options.from === undefined ? fromApi : fromFile;
  const report = reader.report(await source(io, options, { named, period, reader }), options);
  // What fails here prints an error, and with --json there is one document.
  await writeGapFiles(io, options, report, gapOptions);
  await printGaps(io, options, format, report);
  tellRest(io, options, report);
}

/** Throws Failure 'usage' for flags about requests, of which a file needs none. */
function refuseIdleFlags({ from, typed }: Options): void {
  const idle = ['concurrency', 'rate'].find((flag) => typed?.has(flag));
  if (from !== undefined && idle !== undefined)
    throw new Failure('usage', `--${idle} has no effect with --from`, { advice: 'Omit it' });
}

/** Where the conversations came from. */
type Origin = Pick<GapReport, 'origin' | 'bot' | 'period'>;

/** Looks for gaps in conversations as they are read. */
class GapReader {
  readonly #misses = new Misses();
  #conversations = 0;
  #withGap = 0;

  constructor(
    readonly options: GapOptions,
    readonly redacted: (convo: Convo) => Convo,
  ) {}

  get conversations(): number {
    return this.#conversations;
  }

  readonly add = (convo: Convo): void => {
    this.#conversations++;
    const misses = missesIn(this.redacted(convo), this.options);
    if (misses.length > 0) this.#withGap++;
    for (const miss of misses) this.#misses.add(miss);
  };

  report(origin: Origin, { minCount, limit }: Options): GapReport {
    const frequent = gapsOf(this.#misses).filter((gap) => gap.count >= minCount);
    return {
      ...origin,
      conversations: this.#conversations,
      withGap: this.#withGap,
      options: this.options,
      gaps: frequent.slice(0, limit),
      total: frequent.length,
      leftOut: this.#misses.leftOut,
    };
  }
}

async function redaction(io: Io, { redact = [] }: Options): Promise<(convo: Convo) => Convo> {
  if (redact.length === 0) return (convo) => convo;
  const hide = redactor(redact, await redactKey(io));
  return (convo) => readConvo(hide(convo.raw));
}

type Reading = { readonly named: string | undefined; readonly period: Period; readonly reader: GapReader };

async function fromApi(io: Io, options: Options, { named, period, reader }: Reading): Promise<Origin> {
  const progress = await startProgress(io, options);
  let pages = 0;
  const onPage = () => progress.show(`${++pages} ${pages === 1 ? 'page' : 'pages'} read`);
  const read = async (context: BotContext): Promise<Origin> => {
    const list = await convoList(options.source)(context, onPage);
    const add = (convo: Convo) => {
      if (period.has(convo.createdAtMs)) reader.add(convo);
    };
    await readOnce(io, period, list, { add, ahead: options.concurrency });
    const { id, name } = context.bot;
    return { origin: accountText(context.account), bot: { id, name }, period };
  };
  const deps = { named, listener: progress.listener, limits: { maxPerSecond: options.rate } };
  try {
    return await withBot(io, { ...options, format: undefined }, read, deps);
  } finally {
    progress.stop();
  }
}

/** The bot is the one that all conversations name, or the one that was named. */
async function fromFile(io: Io, options: Options, { named, period, reader }: Reading): Promise<Origin> {
  const { from = '', source } = options;
  const wanted = source && new Set(source.map((name) => name.toLowerCase()));
  const hasDays = (period.since ?? period.until) !== undefined;
  const bots = new Set<string>();
  const progress = await startProgress(io, options);
  try {
    for await (const convo of convosInFile(io, from)) {
      if (hasDays && !period.has(convo.createdAtMs)) continue;
      if (wanted !== undefined && !wanted.has((convo.source ?? '').toLowerCase())) continue;
      if (typeof convo.raw.chatbot_id === 'string' && bots.size < 2) bots.add(convo.raw.chatbot_id);
      reader.add(convo);
      if (reader.conversations % 1000 === 0)
        progress.show(`${count(reader.conversations)} conversations read from ${from}`);
    }
  } finally {
    progress.stop();
  }
  const id = named ?? options.bot ?? (bots.size === 1 ? [...bots][0] : undefined);
  const origin = from === '-' ? 'stdin' : `the file ${basename(from)}`;
  return { origin, bot: id === undefined ? undefined : { id, name: id }, period };
}
