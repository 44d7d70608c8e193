import { Failure } from '../../base/failure.js';
import { nothingIn } from '../checking/nothing.js';
import { isBlankCell } from '../checking/values.js';
import { isConsent } from '../columns/consent.js';
import { freeTargets, proposalsFor } from '../columns/proposals.js';
import { type Column, columnName } from '../columns/target.js';
import type { Cell, Row } from '../reading/row.js';
import { commandLine, withFlags } from '../report/command-line.js';
import type { ImportPlan } from '../run/plan.js';

type UnmappedColumns = { readonly look: (row: Row) => void; readonly refuseFilled: () => void };

/**
 * Watches the unmapped columns: an empty one loses nothing, one with values is an error. `words` is the command line, which
 * the error repeats with the flags that settle all of them.
 */
export function watchUnmapped(
  plan: Pick<ImportPlan, 'columns' | 'nothing' | 'schema' | 'isSchemaFixed'>,
  words: readonly string[],
): UnmappedColumns {
  const { columns } = plan;
  const watched = columns.filter(({ target }) => target.kind === 'unknown');
  const firstLine = new Map<Column, number>();
  return {
    look: (row) => {
      for (const column of watched) {
        if (firstLine.has(column) || row.cells.length !== columns.length) continue;
        if (!isBlank(row.cells[column.index], plan)) firstLine.set(column, row.line);
      }
    },
    refuseFilled: () => {
      // The order of the file, not that of the first values.
      const filled = watched.filter((column) => firstLine.has(column));
      if (filled.length > 0) throw refusal(filled, firstLine, plan, words);
    },
  };
}

function isBlank(cell: Cell, { nothing }: Pick<ImportPlan, 'nothing'>): boolean {
  if (isBlankCell(cell)) return true;
  return (
    typeof cell === 'string' && nothing !== undefined && nothingIn(cell.trim(), 'text', nothing) === 'blank'
  );
}

function refusal(
  filled: readonly Column[],
  firstLine: ReadonlyMap<Column, number>,
  { columns, schema = [], isSchemaFixed }: Pick<ImportPlan, 'columns' | 'schema' | 'isSchemaFixed'>,
  words: readonly string[],
): Failure {
  const consent = filled.filter(({ header }) => isConsent(header));
  const others = filled.filter((column) => !consent.includes(column));
  const proposals = proposalsFor(others, freeTargets(columns, schema));
  const flags = [
    ...others.flatMap((column, i) => {
      const proposed = proposals[i];
      return proposed === undefined ? [] : ['--map', `${proposed.name}=${wordFor(column, columns)}`];
    }),
    ...others.flatMap((column, i) =>
      proposals[i] === undefined ? ['--ignore', wordFor(column, columns)] : [],
    ),
    ...consent.flatMap((column) => ['--ignore', wordFor(column, columns)]),
  ];
  const named = others.map((column, i) => {
    const proposed = proposals[i];
    const line = filled.length === 1 ? ` (first value on line ${firstLine.get(column)})` : '';
    return `${nameOf(column)}${line}${proposed === undefined ? '' : ` (probably ${proposed.name})`}`;
  });
  const parts = [
    ...(named.length === 0 ? [] : [named.join(', ')]),
    ...(consent.length === 0
      ? []
      : [`${consent.map(nameOf).join(', ')} about consent, which is left out by name only`]),
  ];
  const allOthers =
    named.length === 0 ? '' : ', or leave out all but those about consent with --unknown-columns ignore';
  return new Failure('usage', `Unmapped ${filled.length === 1 ? 'column' : 'columns'}: ${parts.join('; ')}`, {
    advice: `Map each to a field with --map or leave it out with --ignore${words.length === 0 ? '' : ', for example as below'}; or create attributes ${isSchemaFixed ? 'first, with cbase attrs create' : 'with --create-attrs'} (permanent)${allOthers}`,
    ...(words.length > 0 && { command: commandLine(withFlags(words, flags)) }),
    details: {
      columns: filled.map(({ header }) => header),
      unmapped: filled.map((column) => ({
        column: columnName(column),
        line: firstLine.get(column),
        proposal: proposals[others.indexOf(column)]?.name ?? null,
        isConsent: consent.includes(column),
      })),
      flags,
    },
  });
}

function nameOf({ index, header }: Column): string {
  return header === '' ? `column ${index + 1}, which has no name, so call it #${index + 1}` : `"${header}"`;
}

/** How a flag names a column: by its header, or by its place if there is none or it occurs twice. */
function wordFor({ index, header }: Column, columns: readonly Column[]): string {
  const isUnique = columns.filter((other) => other.header === header).length === 1;
  return header === '' || !isUnique ? `#${index + 1}` : header;
}
