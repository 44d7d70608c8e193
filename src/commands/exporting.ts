import type { Columns } from '../exports/columns.js';
import type { Row } from '../exports/rows.js';
import type { Io } from '../io.js';
import type { Common } from './options.js';

export type ExportFlags = Common & { readonly out?: string; readonly force?: boolean };

/** Rows to stdout or into a file, with the conversation around it. `what` is what they are called. */
export async function exportAll<T extends Row>(
  io: Io,
  options: ExportFlags,
  what: string,
  columns: Columns<T>,
  pages: AsyncIterable<readonly T[]>,
): Promise<void> {
  const { chosenColumns } = await import('../exports/columns.js');
  const { exportFormat, exportRows } = await import('../exports/export.js');
  const { plain } = await import('../inert/plain.js');
  const { startProgress } = await import('../terminal/progress.js');
  const { answer } = await import('../terminal/voice.js');
  const chosen = typeof options.fields === 'string' ? options.fields : undefined;
  const out = options.out === '-' ? undefined : options.out;
  const progress = await startProgress(io, options);
  try {
    const rows = await exportRows(pages, {
      format: exportFormat(isJson(options) ? 'json' : options.format, out),
      shape: { columns: chosen ? chosenColumns(columns, chosen) : columns, isChosen: chosen !== undefined },
      out,
      force: options.force === true,
      mark: io.uuid().slice(0, 8),
      print: (text) => answer(io, io.stdout.isTTY ? plain(text) : text),
      onRows: (count) => progress.show(`${count.toLocaleString('en-US')} ${what}`),
    });
    progress.stop();
    await sayDone(io, options, what, rows, out);
  } finally {
    progress.stop();
  }
}

function isJson({ json, format }: ExportFlags): boolean {
  return json === true || format === 'json';
}

async function sayDone(
  io: Io,
  options: ExportFlags,
  what: string,
  rows: number,
  out: string | undefined,
): Promise<void> {
  const { inertJson, plainLine } = await import('../inert/plain.js');
  const { answer, say } = await import('../terminal/voice.js');
  const called = rows === 1 ? what.slice(0, -1) : what;
  const words = `${rows.toLocaleString('en-US')} ${called}${out === undefined ? '' : ` → ${out}`}`;
  if (!options.quiet) say(io, plainLine(words));
  if (isJson(options) && out !== undefined)
    await answer(io, `${inertJson({ ok: true, rows, file: out }, 2)}\n`);
}
