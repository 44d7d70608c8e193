import type { Trace } from '../../api/call.js';
import type { Ending } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { usingBot, type Work } from '../../cli/with-account.js';
import type { ExportOrder } from '../../exports/order.js';
import type { Row } from '../../exports/row.js';
import type { ExportFormat } from '../../exports/writing/formats.js';
import type { Done, Job, Tell } from './job.js';
import type { ExportOptions } from './wishes.js';

/** Exports to stdout or into files, with the conversation around it. */
export async function exportAll<T extends Row>(io: Io, options: ExportOptions, job: Job<T>): Promise<Ending> {
  const { fileOf, partOf, refuseClashes } = await import('./wishes.js');
  const { exportFormat } = await import('../../exports/writing/formats.js');
  const { sayDone } = await import('./done.js');
  const { startProgress } = await import('../../terminal/progress.js');
  const usual = options.json === true && fileOf(options) === undefined ? 'json' : 'csv';
  const { format, finish } = exportFormat(job.name, options.format, fileOf(options), usual);
  refuseClashes(options, format, job.isByMessage === true);
  const range = await partOf(io, options);
  const progress = await startProgress(io, options);
  let serverMs: number | undefined;
  const onTrace = (trace: Trace) => {
    serverMs = trace.serverMs ?? serverMs;
    progress.listener.onTrace(trace);
  };
  const tell = { ...telling(io, options, job.called, progress), serverMs: () => serverMs };
  const manners = { maxWaitMs: options.maxWait, mostPerSecond: options.rate };
  try {
    const work = async (found: Work) => {
      const order = await orderOf(found, job, options, { format, range }, tell, io);
      const out = fileOf(options);
      if (out === undefined) return printAll(order, options, tell, io);
      const { fileAll } = await import('./to-files.js');
      return fileAll(order, job, { ...options, out }, finish, tell, io);
    };
    const going = { listener: { ...progress.listener, onTrace }, manners };
    const done = await usingBot(io, { ...options, format: undefined }, work, undefined, going);
    progress.stop();
    return await sayDone(io, options, job.called, done);
  } finally {
    progress.stop();
  }
}

type Shown = { readonly show: (text: string) => void; readonly say: (text: string) => void };

/** Often enough to see that it moves. */
const redrawMs = 100;

function telling(io: Io, { quiet }: ExportOptions, called: string, progress: Shown): Omit<Tell, 'serverMs'> {
  const startedMs = io.monotonic();
  let [rows, pages, isAgain] = [0, 0, false];
  let shownMs = startedMs;
  const show = () => {
    const nowMs = io.monotonic();
    if (quiet || nowMs - shownMs < redrawMs) return;
    shownMs = nowMs;
    const perSecond = Math.round(rows / Math.max(1, (nowMs - startedMs) / 1000));
    const [all, read, pace] = [rows, pages, perSecond].map((count) => count.toLocaleString('en-US'));
    progress.show(
      `${all} ${called}, ${read} ${pages === 1 ? 'page' : 'pages'} read${isAgain ? ', again to be sure' : ''}, ${pace}/s`,
    );
  };
  return {
    onRows: (count) => {
      rows = count;
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

async function orderOf<T extends Row>(
  work: Work,
  job: Job<T>,
  options: ExportOptions,
  { format, range }: { readonly format: ExportFormat; readonly range: ExportOrder<T>['range'] },
  tell: Tell,
  io: Io,
): Promise<ExportOrder<T>> {
  const { careOf } = await import('./wishes.js');
  const { redactKey } = await import('../../exports/writing/redact-key.js');
  const { bot, account } = work;
  const redact = options.redact ?? [];
  return {
    kind: await job.kindOf(work),
    list: await job.listOf(work, tell),
    range,
    care: careOf(options, io),
    wishes: {
      format,
      isForExcel: options.excel === true,
      isRaw: options.rawCsv === true,
      fields: typeof options.fields === 'string' ? options.fields : undefined,
      isByMessage: job.isByMessage === true,
      redact,
      redactKey: redact.length === 0 ? '' : await redactKey(io),
      font: options.font,
    },
    bot: { id: bot.id, name: bot.name },
    origin: account.settings.local ? 'local' : account.settings.baseUrl.origin,
    sources: [...(job.sources ?? [])].sort().join(','),
  };
}

async function printAll<T extends Row>(
  order: ExportOrder<T>,
  { failOnEmpty }: ExportOptions,
  { onRows }: Tell,
  io: Io,
): Promise<Done> {
  const { exportPrint } = await import('../../exports/export-print.js');
  const { plain } = await import('../../base/escape/terminal.js');
  const { answer } = await import('../../terminal/voice.js');
  const print = (text: string) => answer(io, io.stdout.isTTY ? plain(text) : text);
  const facts = await exportPrint(order, { print, onRows, failsOnEmpty: failOnEmpty === true }, io);
  return facts.rows === 0 && failOnEmpty ? { kind: 'empty' } : { kind: 'printed', facts };
}
