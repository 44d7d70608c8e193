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

function rowLine(group: FaultGroup): string {
  const { column, message } = group;
  // Some messages begin with the column as a word of their sentence.
  const isNamed = column === null || message.startsWith(`"${column}"`);
  return `  ${placeOf(group)}: ${isNamed ? '' : `"${column}": `}${message}`;
}

function groupLines(group: FaultGroup): readonly string[] {
  const { flags } = group;
  return [
    ...(group.column === null ? messageLines(group) : valueLines(group)),
    ...(flags.length === 0 ? [] : [`    Accept them with: ${flags.map(quoted).join(' ')}`]),
  ];
}

/** A fault without a column: its messages, which may name other rows. */
function messageLines({ values, moreValues }: FaultGroup): readonly string[] {
  return [
    ...values.map((one) =>
      one.rows === 1
        ? `  ${placeOf(one)}: ${one.value}`
        : `  ${counted(one.rows, 'row')}, the first on ${placeOf(one)}: ${one.value}`,
    ),
    ...(moreValues === 0 ? [] : [`  and ${counted(moreValues, 'more row')} like these`]),
  ];
}

function valueLines(group: FaultGroup): readonly string[] {
  const { column, rows, values, moreValues, message } = group;
  if (values.length === 0)
    return [`  ${column}: ${counted(rows, 'row')}, the first on ${placeOf(group)}: ${message}`];
  const others = moreValues === 0 ? '' : ` and ${counted(moreValues, 'more value')}`;
  return [`  ${column}: ${values.map(valueText).join(', ')}${others}`, `    ${placeOf(group)}: ${message}`];
}

function valueText(one: FaultValue): string {
  return `"${shown(one.value)}" ${one.rows === 1 ? `on ${placeOf(one)}` : counted(one.rows, 'row')}`;
}

function placeOf({ line, element }: Pick<FaultGroup, 'line' | 'element'>): string {
  return `line ${line}${element === undefined ? '' : `, element ${element}`}`;
}
