import type { Trace } from '../../../api/call.js';
import type { DayRange } from '../../../api/listing.js';
import { plain } from '../../../base/escape/terminal.js';
import type { Ending } from '../../../base/failure.js';
import type { Io } from '../../../base/io.js';
import { count } from '../../../base/text.js';
import { type BotContext, type ReadContext, withBot } from '../../../cli/with-account.js';
import { originOf } from '../../../config/settings.js';
import { exportPrint } from '../../../exports/export-print.js';
import type { List } from '../../../exports/list/lists.js';
import { redactKey } from '../../../exports/redact/redact-key.js';
import type { ExportRequest } from '../../../exports/request.js';
import type { Row } from '../../../exports/row.js';
import { type ExportFormat, exportFormat } from '../../../exports/write/formats.js';
import { type Progress, startProgress } from '../../../terminal/progress.js';
import { writeOut } from '../../../terminal/streams.js';
import { notifying, type Tell } from '../notify.js';
import { countsOf, printOutcome } from './export.view.js';
import { exportToFiles } from './files.js';
import type { ExportOptions } from './flags.js';
import type { ExportJob, ExportListener, ExportOutcome } from './job.js';
import { fileOf, partOf, readOptionsOf, refuseClashes } from './options.js';

/** Exports to stdout or into files, reports on stderr how it goes, and tells how it ended. */
export function runExport<T extends Row>(io: Io, options: ExportOptions, job: ExportJob<T>): Promise<Ending> {
  return notifying(io, options, `${job.name} export`, (tell) => exported(io, options, job, tell));
}

async function exported<T extends Row>(
  io: Io,
  options: ExportOptions,
  job: ExportJob<T>,
  tell: Tell,
): Promise<Ending> {
  const out = fileOf(options);
  const usual = options.json === true && out === undefined ? 'json' : 'csv';
  const { format, finish } = exportFormat(job.name, options.format, out, usual);
  refuseClashes(options, format, job.isByMessage === true);
  const range = partOf(io, options);
  const progress = await startProgress(io, options);
  let serverMs: number | undefined;
  const onTrace = (trace: Trace) => {
    serverMs = trace.serverMs ?? serverMs;
    progress.listener.onTrace(trace);
  };
  const listener = { ...progressListener(io, options, job.called, progress), serverMs: () => serverMs };
  const limits = { maxWaitMs: options.maxWait, maxPerSecond: options.rate };
  const lists = new Map<string, Promise<List<T>>>();
  const listOf = (context: ReadContext) => {
    const list = lists.get(context.bot.id) ?? job.listOf(context, listener);
    lists.set(context.bot.id, list);
    return list;
  };
  // With a state, the days to read are not known yet.
  const isKnown = options.state === undefined && readOptionsOf(io, options).ahead > 1;
  const meanwhile = (context: ReadContext) =>
    void listOf(context).then(
      (list) => list.prepare?.(range),
      () => {},
    );
  const runJob = async (context: BotContext) => {
    const { id, name } = context.bot;
    const facts = { bot: { id, name }, state: options.state };
    tell({ ...facts, counts: {} });
    const list = await listOf(context);
    const request = await requestOf(io, options, job, { context, format, range, list });
    const outcome =
      out === undefined
        ? await printRows(io, options, request, listener)
        : await exportToFiles(io, { ...options, out }, { request, job, finish, listener });
    tell({ ...facts, counts: countsOf(outcome, job.called), isSkipped: outcome.kind === 'skipped' });
    return outcome;
  };
  try {
    const deps = {
      listener: { ...progress.listener, onTrace },
      limits,
      meanwhile: isKnown ? meanwhile : undefined,
    };
    const outcome = await withBot(io, { ...options, format: undefined }, runJob, deps);
    progress.stop();
    return await printOutcome(io, options, job, outcome);
  } finally {
    progress.stop();
  }
}

/** How often the progress line is redrawn. */
const redrawMs = 100;

function progressListener(
  io: Io,
  { quiet }: ExportOptions,
  called: string,
  progress: Pick<Progress, 'show' | 'say'>,
): Omit<ExportListener, 'serverMs'> {
  const startedMs = io.monotonic();
  let [rows, pages, isAgain] = [0, 0, false];
  let shownMs = startedMs;
  const show = () => {
    const nowMs = io.monotonic();
    if (quiet || nowMs - shownMs < redrawMs) return;
    shownMs = nowMs;
    const perSecond = Math.round(rows / Math.max(1, (nowMs - startedMs) / 1000));
    progress.show(
      `${count(rows)} ${called}, ${count(pages)} ${pages === 1 ? 'page' : 'pages'} read${isAgain ? ', checking for completeness' : ''}, ${count(perSecond)}/s`,
    );
  };
  return {
    onRows: (number) => {
      rows = number;
      show();
    },
    onPass: (number) => {
      isAgain = number > 1;
    },
    onPage: () => {
      pages++;
      show();
    },
    onNotice: (text) => {
      if (!quiet) progress.say(text);
    },
  };
}

type RequestParts<T> = {
  readonly context: BotContext;
  readonly format: ExportFormat;
  readonly range: DayRange;
  readonly list: List<T>;
};

async function requestOf<T extends Row>(
  io: Io,
  options: ExportOptions,
  job: ExportJob<T>,
  { context, format, range, list }: RequestParts<T>,
): Promise<ExportRequest<T>> {
  const { bot, account } = context;
  const redact = options.redact ?? [];
  return {
    kind: await job.kindOf(context),
    list,
    range,
    readOptions: readOptionsOf(io, options),
    writeOptions: {
      format,
      isForExcel: options.excel === true,
      isRaw: options.rawCsv === true,
      fields: typeof options.fields === 'string' ? options.fields : undefined,
      isByMessage: job.isByMessage === true,
      redact,
      redactKey: redact.length === 0 ? '' : await redactKey(io),
      font: options.font,
    },
    bot: { id: bot.id, name: bot.name, others: await otherBots(context, options.out) },
    origin: originOf(account.settings),
    sources: [...(job.sources ?? [])].sort().join(','),
    filter: job.filter,
  };
}

/** The names of the other bots, if the file is named after its bot: two bots must not get the same file. */
async function otherBots({ api, bot, signal }: BotContext, out = ''): Promise<readonly string[]> {
  if (!out.includes('{bot}')) return [];
  const bots = await api.bots.list(signal);
  return bots.filter(({ id }) => id !== bot.id).map(({ name }) => name);
}

async function printRows<T extends Row>(
  io: Io,
  { failOnEmpty }: ExportOptions,
  request: ExportRequest<T>,
  { onRows }: ExportListener,
): Promise<ExportOutcome> {
  const print = (text: string) => writeOut(io, io.stdout.isTTY ? plain(text) : text);
  const facts = await exportPrint(io, request, { print, onRows, failsOnEmpty: failOnEmpty === true });
  return facts.rows === 0 && failOnEmpty ? { kind: 'empty' } : { kind: 'printed', facts };
}
