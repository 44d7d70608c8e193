import { tsvText } from '../../../base/csv.js';
import { inertJson, plain, plainLine } from '../../../base/escape/terminal.js';
import { type Ending, Failure } from '../../../base/failure.js';
import { folderFor, refuseTaken } from '../../../base/files/place.js';
import { putText } from '../../../base/files/replace.js';
import type { Io } from '../../../base/io.js';
import { widthOf } from '../../../base/width.js';
import { yamlText } from '../../../base/yaml-text.js';
import { type BotContext, withBot } from '../../../cli/with-account.js';
import type { List } from '../../../exports/list/lists.js';
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
import { readOnce } from './read-once.js';
import { statsText } from './stats.view.js';
import type { StatsFlags } from './stats-flags.js';

/** Accumulates statistics over rows. */
export type Counter<T> = { readonly add: (row: T) => void; readonly stats: (title: string) => Stats };

export type StatsJob<T extends Row, C extends Counter<T> = Counter<T>> = {
  readonly called: string;
  /** `isBefore` is true for the one that counts the period before; `zone` is that of its days and hours. */
  readonly counter: (context: BotContext, isBefore: boolean, zone: string | undefined) => C;
  /** Says how it ended, after the statistics are shown; without it, well. */
  readonly conclude?: (counter: C) => Ending;
  readonly listOf: (work: BotContext, onPage: () => void) => Promise<List<T>>;
};

/** Reads the rows of a range in a single pass, with those of the period before, and shows their statistics. */
export async function showStats<T extends Row, C extends Counter<T>>(
  io: Io,
  options: StatsFlags,
  job: StatsJob<T, C>,
): Promise<Ending> {
  const format = formatOf(io, options);
  const file = options.out === '-' ? undefined : options.out;
  const period = periodOf(rangeOf(io, options), io.now());
  const before = options.compare ? periodBefore(period, io.now()) : undefined;
  if (file !== undefined) await checkFile(file, options);
  const progress = await startProgress(io, options);
  let pages = 0;
  const onPage = () => progress.show(`${++pages} ${pages === 1 ? 'page' : 'pages'} read`);
  const deps = { listener: progress.listener, limits: { maxPerSecond: options.rate } };
  const { until, zone } = period;
  const range = { since: before?.since ?? period.since, until, zone };
  const countRows = async (context: BotContext) => {
    const [counter, earlier] = [job.counter(context, false, zone), job.counter(context, true, zone)];
    const add = (row: T) => {
      if (before?.has(row.createdAtMs)) earlier.add(row);
      else if (period.has(row.createdAtMs)) counter.add(row);
    };
    await readOnce(io, range, await job.listOf(context, onPage), { add, ahead: options.concurrency });
    return { subject: subjectOf(io, context, period), counter, earlier };
  };
  try {
    const bot = { ...options, format: undefined };
    const { subject, counter, earlier } = await withBot(io, bot, countRows, deps);
    progress.stop();
    const stats = counter.stats(`${subject.bot.name}: ${job.called}`);
    const compared = before && { period: before, ...earlier.stats('') };
    const text = await rendered(io, options, format, { stats, subject, before: compared });
    await print(io, options, text, format);
    return job.conclude?.(counter) ?? 'done';
  } finally {
    progress.stop();
  }
}

async function checkFile(path: string, { force, mkdir }: StatsFlags): Promise<void> {
  await refuseTaken(path, force === true);
  await folderFor(path, mkdir);
}

/** The account that rows were read from: its host, and what its key is called. */
export function accountText({ settings, keySource }: BotContext['account']): string {
  return settings.local ? 'the embedded emulator' : `${settings.baseUrl.host} (${keySource.name})`;
}

function subjectOf(io: Io, { bot, account }: BotContext, period: Period): Subject {
  return {
    account: accountText(account),
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
