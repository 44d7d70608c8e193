import type { Attribute, AttributeType } from '../../api/attrs.js';
import { asAttributeName } from '../attribute-name.js';
import { isConsent } from '../columns/consent.js';
import type { Column } from '../columns/target.js';
import type { Cell, Table } from '../reading/row.js';
import { isBlankCell, isFlawed, readAttribute, trimmed } from './values.js';

/** An attribute that an unmapped column could become. */
export type ProposedAttribute = Pick<Attribute, 'name' | 'label' | 'type'>;

/** The narrowest first; 1 and 0 are numbers. */
const types: readonly AttributeType[] = ['number', 'boolean', 'date', 'text'];

/**
 * Reads all rows and proposes an attribute for each unmapped column that has values: of the narrowest type that fits every
 * cell. A column about consent never becomes an attribute unless the user names it.
 */
export async function proposedAttributes(
  table: Table,
  columns: readonly Column[],
  schema: readonly Attribute[],
): Promise<readonly ProposedAttribute[]> {
  const open = columns.filter(({ header, target }) => target.kind === 'unknown' && !isConsent(header));
  const fits = new Map(open.map((column) => [column, new Set(types)]));
  const filled = new Set<Column>();
  for await (const rows of table.rows())
    for (const { cells, flaws } of rows)
      for (const column of flaws?.some(({ column }) => column === undefined) ? [] : open) {
        const cell = trimmed(cells[column.index]);
        if (isBlankCell(cell)) continue;
        filled.add(column);
        narrow(fits.get(column) ?? new Set(), cell);
      }
  const taken = new Set(schema.map(({ name }) => name));
  return open
    .filter((column) => filled.has(column))
    .map((column) => ({
      name: freeName(column.header, taken),
      label: column.header,
      type: types.find((type) => fits.get(column)?.has(type)) ?? 'text',
    }));
}

function narrow(fits: Set<AttributeType>, cell: Cell): void {
  for (const type of fits)
    if (type !== 'text' && (isPhoneLike(cell, type) || isFlawed(readAttribute(cell, type))))
      fits.delete(type);
}

/** `+49301` parses as a number but is not one. */
function isPhoneLike(cell: Cell, type: AttributeType): boolean {
  return type === 'number' && typeof cell === 'string' && cell.startsWith('+');
}

/** Lowercase letters, digits and underscores, starting with a letter; never a name that is already taken. */
function freeName(header: string, taken: Set<string>): string {
  const first = asAttributeName(header).slice(0, 60) || 'column';
  let name = first;
  for (let n = 2; taken.has(name); n++) name = `${first}_${n}`;
  taken.add(name);
  return name;
}
