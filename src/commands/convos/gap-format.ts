import { Failure } from '../../base/failure.js';
import { endingOf } from '../../base/file-endings.js';
import type { Io } from '../../base/io.js';
import { nearest } from '../../base/nearest.js';
import { jqAndFile } from '../shared/jq-and-file.js';

export const gapFormats = ['table', 'json', 'yaml', 'csv', 'tsv', 'md', 'html'] as const;
export type GapFormat = (typeof gapFormats)[number];

const byEnding: Readonly<Record<string, GapFormat>> = {
  ...{ csv: 'csv', tsv: 'tsv', md: 'md', markdown: 'md', html: 'html', htm: 'html', json: 'json' },
  ...{ yaml: 'yaml', yml: 'yaml' },
};

export type FormatFlags = {
  readonly format?: GapFormat;
  readonly json?: boolean | undefined;
  readonly jq?: string | undefined;
  readonly out?: string;
  readonly noHeader?: boolean | undefined;
  readonly fields?: string | true | undefined;
};

/** The format from the file name, or else from the flags. Throws Failure 'usage' where the two disagree, or nothing fits. */
export function gapFormatOf(io: Io, flags: FormatFlags): GapFormat {
  const { format, json, jq, out, noHeader, fields } = flags;
  if (fields !== undefined)
    throw new Failure('usage', 'gaps does not support --fields', { advice: 'Omit it, or use --json' });
  if (jq !== undefined && isFile(out)) throw jqAndFile();
  const chosen = isFile(out)
    ? formatOfFile(out, format ?? (json ? 'json' : undefined))
    : (format ?? (json ? 'json' : io.stdout.isTTY ? 'table' : 'csv'));
  if (noHeader && chosen !== 'csv' && chosen !== 'tsv')
    throw new Failure('usage', `--no-header of gaps goes with csv and tsv, not with ${chosen}`, {
      advice: 'Leave it out',
    });
  return chosen;
}

/** Whether the output goes into a file. */
export function isFile(out: string | undefined): out is string {
  return out !== undefined && out !== '-';
}

function formatOfFile(out: string, format: GapFormat | undefined): GapFormat {
  const ending = endingOf(out);
  const byName = byEnding[ending];
  if (byName === undefined) {
    const close = nearest(ending, Object.keys(byEnding));
    const hint = ending === '' || close === undefined ? '' : `Did you mean .${close}? `;
    throw new Failure('usage', `Cannot tell the format of ${out} from its name`, {
      advice: `${hint}Name it .csv, .tsv, .md, .html, .json or .yaml`,
    });
  }
  if (format !== undefined && format !== byName)
    throw new Failure('usage', `--format ${format} does not fit the name ${out}`, {
      advice: `Leave out --format, or name the file .${format === 'table' ? 'csv' : format}`,
    });
  return byName;
}
