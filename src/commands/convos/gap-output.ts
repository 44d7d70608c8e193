import { tsvText } from '../../base/csv.js';
import { inertJson, plain, plainLine } from '../../base/escape/terminal.js';
import { putText } from '../../base/files/replace.js';
import type { Io } from '../../base/io.js';
import { count, counted } from '../../base/text.js';
import { gapsMarkdown } from '../../exports/gaps/markdown.js';
import { gapsPage } from '../../exports/gaps/page.js';
import { type GapReport, gapRecords, gapsJson } from '../../exports/gaps/report.js';
import { csvRecords, noChanges, plainCsv } from '../../exports/write/csv.js';
import { guardedValue } from '../../terminal/output.js';
import { writeErr, writeOut } from '../../terminal/streams.js';
import { yamlText } from '../../terminal/yaml.js';
import { type GapFormat, isFile } from './gap-format.js';
import { gapsText } from './gaps.view.js';

export type OutputFlags = {
  readonly out?: string;
  readonly force?: boolean;
  readonly quiet?: boolean | undefined;
  readonly color?: boolean | undefined;
  readonly noHeader?: boolean | undefined;
};

/** Prints the gaps, or writes them to the file of --out. */
export async function printGaps(
  io: Io,
  options: OutputFlags,
  format: GapFormat,
  report: GapReport,
): Promise<void> {
  const text = await rendered(io, options, format, report);
  const { out, quiet, force } = options;
  if (!isFile(out))
    return writeOut(
      io,
      (format === 'csv' || format === 'tsv' || format === 'md') && io.stdout.isTTY ? plain(text) : text,
    );
  await putText(out, text, { mark: io.uuid().slice(0, 8), force: force === true });
  if (!quiet) writeErr(io, plainLine(`${counted(report.gaps.length, 'gap')} → ${out}`));
}

async function rendered(io: Io, options: OutputFlags, format: GapFormat, report: GapReport): Promise<string> {
  const hasHeader = options.noHeader !== true;
  switch (format) {
    case 'json':
      return `${inertJson(gapsJson(report), 2)}\n`;
    case 'yaml':
      return yamlText(gapsJson(report));
    case 'csv':
      return csvRecords(gapRecords(report, hasHeader), plainCsv, noChanges());
    case 'tsv':
      return tsvText(gapRecords(report, hasHeader).map((cells) => cells.map(guardedValue)));
    case 'md':
      return gapsMarkdown(report);
    case 'html':
      return gapsPage(report);
    case 'table':
      return gapsText(io, options, report);
  }
}

/** Says what is not shown. */
export function tellRest(io: Io, { quiet }: OutputFlags, { gaps, total, leftOut }: GapReport): void {
  if (quiet) return;
  if (gaps.length < total)
    writeErr(io, `The ${count(gaps.length)} worst of ${count(total)} gaps. Use --limit ${total} for all.`);
  if (leftOut > 0)
    writeErr(
      io,
      `${count(leftOut)} rare questions were left out: there are too many different ones to hold.`,
    );
}
