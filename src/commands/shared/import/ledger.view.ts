import { quoted } from '../../../base/escape/shell.js';
import { count, counted } from '../../../base/text.js';
import type { Ledger } from '../../../contacts/ledger.js';
import type { Colors } from '../../../terminal/color.js';

/** A ledger as it is shown, with the reasons of its rejects where they are known. */
export type ShownLedger = {
  readonly ledger: Ledger;
  /** All faults of the rejected rows, by code. */
  readonly faultsBy?: Readonly<Record<string, number>>;
  readonly dryRun?: boolean;
  readonly notes?: { readonly leftAlone: Readonly<Record<string, number>> };
  /** True where no flag would update the contacts that exist. */
  readonly keepsExisting?: boolean | undefined;
  readonly input: { readonly rows: number; readonly blankLines?: number };
};

/** A line for each class that has rows, and the sum of them. */
export function ledgerLines(
  { ledger, faultsBy = {}, input, dryRun = false, notes, keepsExisting }: ShownLedger,
  colors: Colors,
): string {
  const filled = Object.entries(ledger).filter(([, rows]) => rows > 0);
  const width = Math.max(...filled.map(([, rows]) => count(rows).length), count(input.rows).length);
  const lines = filled.map(([name, rows]) => {
    const label = (dryRun ? (dryLabels[name] ?? name) : name).padEnd(18);
    const isAlone = name === 'skipped' && Object.keys(notes?.leftAlone ?? {}).length > 0;
    const reasons = isAlone ? codesText(notes?.leftAlone ?? {}) : reasonText(name, faultsBy, keepsExisting);
    return `  ${colorOf(name, colors)(label)}${count(rows).padStart(width)}${reasons}`;
  });
  const blank = input.blankLines ? `   (and ${counted(input.blankLines, 'blank line')})` : '';
  return [...lines, `  ${'rows read'.padEnd(18)}${count(input.rows).padStart(width)}${blank}`].join('\n');
}

function colorOf(name: string, colors: Colors): (text: string) => string {
  if (name === 'rejected' || name === 'in doubt') return colors.red;
  return name === 'unprocessed' ? colors.yellow : colors.green;
}

const dryLabels: Readonly<Record<string, string>> = {
  created: 'would be created',
  updated: 'would be updated',
  unprocessed: 'would be sent',
};

function reasonText(
  name: string,
  faultsBy: Readonly<Record<string, number>>,
  keepsExisting: boolean | undefined,
): string {
  if (name === 'skipped')
    return keepsExisting ? '   already exist' : '   already exist; --on-conflict update would update them';
  if (name !== 'rejected') return '';
  return codesText(faultsBy);
}

function codesText(rowsBy: Readonly<Record<string, number>>): string {
  const reasons = Object.entries(rowsBy)
    .sort(([, a], [, b]) => b - a)
    .map(([code, faults]) => `${code} ${count(faults)}`);
  return `   ${reasons.join(', ')}`.trimEnd();
}

/** A line about something that was counted; none when there was nothing. */
export function noted(number: number, one: string, many: string): readonly string[] {
  return number === 0 ? [] : [counted(number, one, many)];
}

/** The command that does something with a run. */
export function runCommand(verb: string, { run, place }: RunAddress): string {
  return ['cbase contacts import', verb, ...[run ?? '', ...place].map(quoted)].join(' ');
}

export type RunAddress = {
  readonly run: string | null;
  /** The flags that select the account. */
  readonly place: readonly string[];
};
