// Records as a Markdown table.
import { isMet } from './records.mjs';

const titles = ['', 'Measure', 'cbase', 'Beside', '', 'Ratio', 'Goal', 'Met'];
const alignment = ['---', '---', '---:', '---', '---:', '---:', '---:', '---'];

/** One row per record, ordered by the number of the measure. */
export function table(records) {
  const rows = records.toSorted((a, b) => numberOf(a) - numberOf(b)).map(cells);
  const lines = [titles, alignment, ...rows].map((row) => `| ${row.join(' | ')} |`);
  return lines.join('\n');
}

const numberOf = ({ id }) => Number(/^P(\d+)$/.exec(id)?.[1] ?? Number.POSITIVE_INFINITY);

function cells(record) {
  const { id, what, value, unit, name, other, ratio, goal } = record;
  const limit = name === undefined ? quantity(goal, unit) : factor(goal);
  const met = { true: 'yes', false: '**no**' }[isMet(record)] ?? '';
  return [
    ...[id, what, quantity(value, unit), name ?? '', quantity(other, unit)],
    ...[factor(ratio), limit && `≤ ${limit}`, met],
  ].map((cell) => cell.replaceAll('|', '\\|'));
}

function quantity(number, unit) {
  if (number === undefined) return '';
  if (unit === '') return String(number);
  if (unit === 'ms' && number >= 1000) return `${(number / 1000).toFixed(2)} s`;
  return `${number.toFixed(unit === 'ms' && number < 10 ? 2 : 0)} ${unit}`;
}

/** A small ratio is easier to read as a fraction such as 1/12. */
function factor(ratio) {
  if (ratio === undefined) return '';
  return ratio > 0.25 ? ratio.toFixed(2) : `1/${Number((1 / ratio).toFixed(ratio > 0.05 ? 1 : 0))}`;
}
