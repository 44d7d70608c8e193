import type { DayRange } from '../../../api/listing.js';
import { tsvText } from '../../../base/csv.js';
import { inertJson, plain, plainLine } from '../../../base/escape/terminal.js';
import { Failure } from '../../../base/failure.js';
import { folderFor, refuseTaken } from '../../../base/files/place.js';
import { putText } from '../../../base/files/replace.js';
import type { Io } from '../../../base/io.js';
import { widthOf } from '../../../base/width.js';
import { yamlText } from '../../../base/yaml-text.js';
import { type BotContext, withBot } from '../../../cli/with-account.js';
import type { List } from '../../../exports/list/lists.js';
import { readRange } from '../../../exports/list/read-spans.js';
import type { Row } from '../../../exports/row.js';
import { statsPage } from '../../../exports/stats/page.js';
import { type Period, periodBefore, periodOf } from '../../../exports/stats/periods.js';
import { type Report, reportJson, type Subject } from '../../../exports/stats/report.js';
import type { Stats } from '../../../exports/stats/stats.js';
import { csvRecords, noChanges, plainCsv } from '../../../exports/write/csv.js';
import { colorsFor } from '../../../terminal/color.js';
import { guardedValue } from '../../../terminal/output.js';
import { startProgress } from '../../../terminal/progress.js';
import { writeErr, writeOut } from '../../../terminal/streams.js';
import { rangeOf } from '../day-range.js';
import { jqAndFile } from '../jq-and-file.js';
import { statsText } from './stats.view.js';
import type { StatsFlags } from './stats-flags.js';

/** Accumulates statistics over rows. */
export type Counter<T> = { readonly add: (row: T) => void; readonly stats: (title: string) => Stats };

export type StatsJob<T extends Row> = {
  readonly called: string;
  readonly counter: () => Counter<T>;
  readonly listOf: (work: BotContext, onPage: () => void) => Promise<List<T>>;
};

/** Reads the rows of a range in a single pass, with those of the period before, and shows their statistics. */
export async function showStats<T extends Row>(
  io: Io,
  options: StatsFlags,
  job: StatsJob<T>,
): Promise<undefined> {
  const format = formatOf(io, options);
  const file = options.out === '-' ? undefined : options.out;
  const period = periodOf(rangeOf(io, options), io.now());
  const before = options.compare ? periodBefore(period, io.now()) : undefined;
  if (file !== undefined) await checkFile(file, options);
  const progress = await startProgress(io, options);
  let pages = 0;
  const onPage = () => progress.show(`${++pages} ${pages === 1 ? 'page' : 'pages'} read`);
  const deps = { listener: progress.listener, limits: { maxPerSecond: options.rate } };
  const [counter, earlier] = [job.counter(), job.counter()];
  const add = (row: T) => {
    if (before?.has(row.createdAtMs)) earlier.add(row);
    else if (period.has(row.createdAtMs)) counter.add(row);
  };
  const range = { since: before?.since ?? period.since, until: period.until };
  const countRows = async (context: BotContext) => {
    await countRange(io, range, await job.listOf(context, onPage), { add, options });
    return subjectOf(io, context, period);
  };
  try {
    const subject = await withBot(io, { ...options, format: undefined }, countRows, deps);
    progress.stop();
    const stats = counter.stats(`${subject.bot.name}: ${job.called}`);
    const compared = before && { period: before, ...earlier.stats('') };
    await print(
      io,
      options,
      await rendered(io, options, format, { stats, subject, before: compared }),
      format,
    );
  } finally {
    progress.stop();
  }
}

async function checkFile(path: string, { force, mkdir }: StatsFlags): Promise<void> {
  await refuseTaken(path, force === true);
  await folderFor(path, mkdir);
}

function subjectOf(io: Io, { bot, account }: BotContext, period: Period): Subject {
  const { settings, keySource } = account;
  return {
    account: settings.local ? 'the embedded emulator' : `${settings.baseUrl.host} (${keySource.name})`,
    bot: { id: bot.id, name: bot.name },
    made: new Date(io.now()).toISOString(),
    period,
  };
}

type StatsFormat = NonNullable<StatsFlags['format']>;

/** The format from the flags, or from the file name. Throws Failure 'usage'. */
function formatOf(io: Io, { format, json, out, fields, jq, noHeader }: StatsFlags): StatsFormat {
  if (fields !== undefined)
    throw new Failure('usage', 'stats does not support --fields', {
      advice: 'Omit it, or use --json',
    });
  if (jq !== undefined && out !== undefined && out !== '-') throw jqAndFile();
  const [, ending = ''] = /\.([a-z]+)$/i.exec(out ?? '') ?? [];
  const wanted = (json && out === undefined ? 'json' : format) ?? byEnding[ending.toLowerCase()];
  if (out !== undefined && (wanted === undefined || wanted === 'table'))
    throw new Failure('usage', `Cannot tell the format of ${out} from its name`, {
      advice: 'Name it .html, .json, .yaml, .csv or .tsv',
    });
  const chosen = wanted ?? (io.stdout.isTTY ? 'table' : 'csv');
  if (noHeader && chosen !== 'csv' && chosen !== 'tsv')
    throw new Failure('usage', `--no-header of stats goes with csv and tsv, not with ${chosen}`, {
      advice: 'Leave it out',
    });
  return chosen;
}

const byEnding: Readonly<Record<string, StatsFormat>> = {
  html: 'html',
  htm: 'html',
  json: 'json',
  yaml: 'yaml',
  yml: 'yaml',
  csv: 'csv',
  tsv: 'tsv',
};

/** Reads in a single pass: for statistics, rows deleted meanwhile do not justify a second one. */
async function countRange<T extends Row>(
  io: Io,
  range: DayRange,
  list: List<T>,
  { add, options }: { readonly add: (row: T) => void; readonly options: StatsFlags },
): Promise<void> {
  const readOptions = {
    ahead: options.concurrency,
    passes: 1,
    trustsOnePage: true,
    isBestEffort: true,
    takesUndated: true,
  };
  const reading = { list, readOptions, seed: Math.floor(io.random() * 2 ** 32), undated: new Set<string>() };
  const take = async (rows: readonly T[]) => {
    for (const row of rows) add(row);
  };
  await readRange(range, reading, { takerOf: () => ({ take }) });
}

async function print(
  io: Io,
  { out, quiet, force }: StatsFlags,
  text: string,
  format: StatsFormat,
): Promise<void> {
  if (out === undefined || out === '-')
    return writeOut(io, (format === 'csv' || format === 'tsv') && io.stdout.isTTY ? plain(text) : text);
  await putText(out, text, { mark: io.uuid().slice(0, 8), force: force === true });
  if (!quiet) writeErr(io, plainLine(`Statistics → ${out}`));
}

async function rendered(io: Io, options: StatsFlags, format: StatsFormat, report: Report): Promise<string> {
  switch (format) {
    case 'json':
      return `${inertJson(reportJson(report), 2)}\n`;
    case 'html':
      return statsPage(report, io.packageDir);
    case 'yaml':
      return yamlText(reportJson(report));
    case 'csv':
      return csvRecords(recordsOf(report, options), plainCsv, noChanges());
    case 'tsv':
      return tsvText(recordsOf(report, options).map((cells) => cells.map(guardedValue)));
    case 'table':
      return asText(io, options, report);
  }
}

async function asText(io: Io, { color }: StatsFlags, report: Report): Promise<string> {
  return statsText(report, {
    width: widthOf(io.stdout),
    colors: await colorsFor(io, io.stdout, color),
    isPlain: io.env.TERM === 'dumb',
  });
}

/** One value per line, with its subject, name and unit. The figures of the period before have the name `before`. */
function recordsOf(
  { stats: { figures, charts }, before }: Report,
  { noHeader }: StatsFlags,
): readonly (readonly unknown[])[] {
  return [
    ...(noHeader ? [] : [['about', 'name', 'unit', 'value']]),
    ...figures.map(({ key, value }) => [key, '', '', value]),
    ...(before?.figures ?? []).map(({ key, value }) => [key, 'before', '', value]),
    ...charts.flatMap(({ key, labels, series }) =>
      series.flatMap(({ name, values }) => labels.map((label, i) => [key, label, name, values[i]])),
    ),
  ];
}
