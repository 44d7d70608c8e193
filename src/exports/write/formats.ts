import { Failure } from '../../base/failure.js';
import type { KindName } from '../kind.js';
import type { Row } from '../row.js';
import { type Changes, type Dialect, plainCsv } from './csv.js';
import type { Finish } from './finish.js';
import { arrayFormat, linesFormat, type Shape, type TextFormat, tableFormat } from './text-formats.js';

export const exportFormats = ['csv', 'tsv', 'json', 'ndjson', 'md', 'html', 'pdf'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** The formats available for a kind: only conversations can be transcripts, and contacts cannot be a PDF. */
export function formatsOf(kind: KindName): readonly ExportFormat[] {
  const isFor = (format: ExportFormat) =>
    kind === 'convos' || !(format === 'md' || format === 'html' || (kind === 'contacts' && format === 'pdf'));
  return exportFormats.filter(isFor);
}

export type FormatOptions = {
  readonly format: ExportFormat;
  readonly isForExcel: boolean;
  readonly isRaw: boolean;
};

/** The text format for the rows of a kind. A PDF is rendered from JSON lines once they are complete. */
export async function formatFor<T extends Row>(
  shape: Shape<T>,
  { format, isForExcel, isRaw }: FormatOptions,
  title: string,
  changes: Changes,
): Promise<TextFormat<T>> {
  switch (format) {
    case 'csv':
    case 'tsv':
      return tableFormat(shape, dialectOf(format, isForExcel, isRaw), isForExcel, changes);
    case 'json':
      return arrayFormat(shape);
    case 'ndjson':
      return linesFormat(shape);
    case 'pdf':
      return linesFormat({ ...shape, isChosen: false });
    case 'md':
      // Only conversations can be exported as transcripts (see `refuseFormat`).
      return (await import('./markdown.js')).markdownFormat(title) as unknown as TextFormat<T>;
    case 'html':
      return (await import('./html.js')).htmlFormat(title) as unknown as TextFormat<T>;
  }
}

function dialectOf(format: 'csv' | 'tsv', isForExcel: boolean, isRaw: boolean): Dialect {
  const delimiter = format === 'csv' ? plainCsv.delimiter : '\t';
  const newline = isForExcel ? '\r\n' : plainCsv.newline;
  return { delimiter, newline, isGuarded: !isRaw, guard: isForExcel ? 'calculations' : 'formulas' };
}

/**
 * The requested format, or the one implied by the file name, or `usual`; and how to post-process it. Throws
 * Failure 'usage' for a format that is not available for this kind.
 */
export function exportFormat(
  kind: KindName,
  asked: ExportFormat | undefined,
  out: string | undefined,
  usual: ExportFormat,
): { readonly format: ExportFormat; readonly finish: Finish } {
  const [, ending = '', packed = ''] = /\.([a-z]+)(\.gz)?$/i.exec(out ?? '') ?? [];
  const isPacked = packed !== '' || /^gz$/i.test(ending);
  if (asked === undefined) refuseEnding(ending);
  const format = asked ?? byEnding[ending.toLowerCase()] ?? usual;
  refuseFormat(kind, format, isPacked);
  refuseContradiction(out, format);
  return { format, finish: format === 'pdf' ? 'pdf' : isPacked ? 'gzip' : 'none' };
}

function refuseFormat(kind: KindName, format: ExportFormat, isPacked: boolean): void {
  if (format === 'pdf' && isPacked)
    throw new Failure('usage', 'A PDF is already compressed', { advice: 'Remove .gz from the file name' });
  if (!formatsOf(kind).includes(format))
    throw new Failure(
      'usage',
      `The format ${format} is available only for ${format === 'pdf' ? 'leads and ' : ''}conversations`,
      {
        advice: `Choose from: ${formatsOf(kind).join(', ')}`,
      },
    );
}

/** Rejects file names that imply an unsupported format. */
function refuseEnding(ending: string): void {
  if (
    !/^(xlsx?|od[st]|docx?|pptx?|rtf|parquet|zip|tar|bz2|xz|zst|xml|ya?ml|vcf|sqlite|db|png|jpe?g|svg)$/i.test(
      ending,
    )
  )
    return;
  throw new Failure('usage', `An export cannot be written as ${ending}`, {
    advice: `Use .csv${/^(xls|ods)/i.test(ending) ? ' and add --excel' : ', .json or .ndjson'}`,
  });
}

/** Throws Failure 'usage' for a file name that implies another format than the requested one. */
function refuseContradiction(out: string | undefined, format: ExportFormat): void {
  const [, ending = ''] = /\.([a-z]+)(\.gz)?$/i.exec(out ?? '') ?? [];
  const said = byEnding[ending.toLowerCase()];
  if (said === undefined || said === format) return;
  throw new Failure('usage', `${out} implies the format ${said}, but --format is ${format}`, {
    advice: `Omit --format, or rename the file`,
  });
}

const byEnding: Readonly<Record<string, ExportFormat>> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  json: 'json',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  md: 'md',
  html: 'html',
  htm: 'html',
  pdf: 'pdf',
};
