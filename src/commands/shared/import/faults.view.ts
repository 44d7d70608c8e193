import { quoted } from '../../../base/escape/shell.js';
import { count, counted } from '../../../base/text.js';
import { shown } from '../../../contacts/checking/invisible.js';
import type { FaultGroup, FaultValue } from '../../../contacts/report/fault-groups.js';

const maxGroups = 8;

/**
 * What is wrong with the rejected rows: a line for a fault of one row, and for a fault of several rows its values, how often
 * each occurs, and the flags that would accept them.
 */
export function faultLines(groups: readonly FaultGroup[]): readonly string[] {
  const more = groups.length - maxGroups;
  // One line more costs no more than saying that there is one.
  const named = more === 1 ? groups : groups.slice(0, maxGroups);
  return [
    ...named.flatMap((group) => (group.rows === 1 ? [rowLine(group)] : groupLines(group))),
    ...(more > 1 ? [`  and ${count(more)} more kinds of faults`] : []),
  ];
}

function rowLine({ line, element, column, message }: FaultGroup): string {
  return `  ${placeOf(line, element)}: ${column === null ? '' : `"${column}": `}${message}`;
}

function groupLines({
  column,
  rows,
  line,
  element,
  message,
  values,
  ...more
}: FaultGroup): readonly string[] {
  const first = placeOf(line, element);
  const flags = more.flags.length === 0 ? [] : [`    Accept them with: ${more.flags.map(quoted).join(' ')}`];
  if (values.length === 0) {
    const name = column === null ? '' : `${column}: `;
    return [`  ${name}${counted(rows, 'row')}, the first on ${first}: ${message}`, ...flags];
  }
  const others = more.moreValues === 0 ? '' : ` and ${counted(more.moreValues, 'more value')}`;
  return [`  ${column}: ${values.map(valueText).join(', ')}${others}`, `    ${first}: ${message}`, ...flags];
}

function valueText({ value, rows, line }: FaultValue): string {
  return `"${shown(value)}" ${rows === 1 ? `on line ${line}` : counted(rows, 'row')}`;
}

function placeOf(line: number, element: number | undefined): string {
  return `line ${line}${element === undefined ? '' : `, element ${element}`}`;
}
