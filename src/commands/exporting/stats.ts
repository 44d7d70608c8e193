import { type Command, Option } from 'commander';
import type { DayRange } from '../../api/listing.js';
import type { Io } from '../../base/io.js';
import { widthOf } from '../../base/width.js';
import { usingBot, type Work } from '../../cli/with-account.js';
import type { List } from '../../exports/reading/list.js';
import type { Row } from '../../exports/row.js';
import type { Stats } from '../../exports/stats/stats.js';
import { type Common, requestRate, wholeNumber } from '../options.js';
import { addRange, type RangeFlags, rangeOf } from '../shared/range.js';
import { hideShadowed } from './flags.js';

export type StatsFlags = Omit<Common, 'format'> &
  RangeFlags & {
    readonly format?: 'table' | 'json' | 'csv' | 'html';
    readonly out?: string;
    readonly force?: boolean;
    readonly concurrency: number;
    readonly rate?: number;
  };

export function addStatsFlags(command: Command): Command {
  return hideShadowed(addRange(command))
    .addOption(
      new Option(
        '--format <format>',
        'a report on a terminal, CSV in a pipe; html is a page with charts',
      ).choices([...['table', 'json', 'csv', 'html']]),
    )
    .option('--out <file>', 'a .html, .json or .csv file, written whole or not at all')
    .option('--force', 'replace the file if it is there')
    .option('--concurrency <n>', 'pages on their way at once', wholeNumber(1, 16), 4)
    .option(
      '--rate <n/s>',
      'requests per second, or per minute (30/m), that are never exceeded',
      requestRate,
    );
}

/** What counts rows. */
export type Counter<T> = { readonly add: (row: T) => void; readonly stats: (title: string) => Stats };

export type StatsJob<T extends Row> = {
  readonly called: string;
  readonly counter: Counter<T>;
  readonly listOf: (work: Work, onPage: () => void) => Promise<List<T>>;
};

/** Counts the rows of a range while they are read, once, and shows what came of it. */
export async function showStats<T extends Row>(
  io: Io,
  options: StatsFlags,
  job: StatsJob<T>,
): Promise<undefined> {
  const { startProgress } = await import('../../terminal/progress.js');
  const format = await settledFormat(io, options);
  const range = await rangeOf(io, options);
  const progress = await startProgress(io, options);
  let pages = 0;
  const onPage = () => progress.show(`${++pages} ${pages === 1 ? 'page' : 'pages'} read`);
  const going = { listener: progress.listener, manners: { mostPerSecond: options.rate } };
  try {
    const name = await usingBot(
      io,
      { ...options, format: undefined },
      async (work) => {
        await count(await job.listOf(work, onPage), range, job.counter, options, io);
        return work.bot.name;
      },
      undefined,
      going,
    );
    progress.stop();
    await show(io, options, format, job.counter.stats(`${name}: ${job.called}`), daysText(range));
  } finally {
    progress.stop();
  }
}

type StatsFormat = NonNullable<StatsFlags['format']>;

/** What was asked for, or what the name of the file says. Throws Failure 'usage'. */
async function settledFormat(io: Io, { format, json, out, fields }: StatsFlags): Promise<StatsFormat> {
  const { Failure } = await import('../../base/failure.js');
  if (fields !== undefined)
    throw new Failure('usage', 'Statistics have no --fields to choose', {
      advice: 'Leave it out, or take --json',
    });
  const [, ending = ''] = /\.([a-z]+)$/i.exec(out ?? '') ?? [];
  const wanted = (json && out === undefined ? 'json' : format) ?? byEnding[ending.toLowerCase()];
  if (out !== undefined && (wanted === undefined || wanted === 'table'))
    throw new Failure('usage', `It is not known how ${out} shall be written`, {
      advice: 'Name it .html, .json or .csv',
    });
  return wanted ?? (io.stdout.isTTY ? 'table' : 'csv');
}

const byEnding: Readonly<Record<string, StatsFormat>> = {
  html: 'html',
  htm: 'html',
  json: 'json',
  csv: 'csv',
};

/** Rows that vanish while they are counted are not worth a second reading here. */
async function count<T extends Row>(
  list: List<T>,
  range: DayRange,
  counter: Counter<T>,
  { concurrency }: StatsFlags,
  io: Io,
): Promise<void> {
  const { readRange } = await import('../../exports/reading/read-spans.js');
  const care = { ahead: concurrency, passes: 1, trustsOnePage: true, isBestEffort: true, takesUndated: true };
  const reading = { list, care, seed: Math.floor(io.random() * 2 ** 32), undated: new Set<string>() };
  const take = async (rows: readonly T[]) => {
    for (const row of rows) counter.add(row);
  };
  await readRange(range, reading, { takerOf: () => ({ take }) });
}

async function show(
  io: Io,
  options: StatsFlags,
  format: StatsFormat,
  stats: Stats,
  days: string,
): Promise<void> {
  const { putText } = await import('../../files.js');
  const { plain, plainLine } = await import('../../base/escape/terminal.js');
  const { answer, say } = await import('../../terminal/voice.js');
  const text = await rendered(io, options, format, stats, days);
  const { out, quiet } = options;
  if (out === undefined || out === '-')
    return answer(io, format === 'csv' && io.stdout.isTTY ? plain(text) : text);
  await putText(out, text, { mark: io.uuid().slice(0, 8), force: options.force === true });
  if (!quiet) say(io, plainLine(`Statistics → ${out}`));
}

async function rendered(
  io: Io,
  options: StatsFlags,
  format: StatsFormat,
  stats: Stats,
  days: string,
): Promise<string> {
  switch (format) {
    case 'json': {
      const { statsJson } = await import('../../exports/stats/stats.js');
      const { inertJson } = await import('../../base/escape/terminal.js');
      return `${inertJson({ days, ...statsJson(stats) }, 2)}\n`;
    }
    case 'html':
      return (await import('../../exports/stats/page.js')).statsPage(stats, days);
    case 'csv':
      return asCsv(stats);
    case 'table':
      return asText(io, options, { ...stats, title: `${stats.title}, ${days}` });
  }
}

async function asText(io: Io, { color }: StatsFlags, stats: Stats): Promise<string> {
  const { paintFor } = await import('../../terminal/colour.js');
  const { statsText } = await import('../../terminal/stats-text.js');
  return statsText(stats, {
    width: widthOf(io.stdout),
    paint: await paintFor(io, io.stdout, color),
    isPlain: io.env.TERM === 'dumb',
  });
}

/** One number a line: of what it tells, under which name, how many. */
async function asCsv({ figures, charts }: Stats): Promise<string> {
  const { csvRecords, noChanges, plainCsv } = await import('../../exports/writing/csv.js');
  const rows = [
    ['about', 'name', 'unit', 'value'],
    ...figures.map(({ key, value }) => [key, '', '', value]),
    ...charts.flatMap(({ key, labels, series }) =>
      series.flatMap(({ name, values }) => labels.map((label, i) => [key, label, name, values[i]])),
    ),
  ];
  return csvRecords(rows, plainCsv, noChanges());
}

function daysText({ since, until }: DayRange): string {
  if (since === undefined && until === undefined) return 'all days';
  return `${since ?? 'the beginning'} to ${until ?? 'today'}`;
}
