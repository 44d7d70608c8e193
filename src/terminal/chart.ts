const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const steps = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** A bar of at most `width` columns; any value above zero is visible. */
export function bar(value: number, max: number, width: number, isPlain = false): string {
  if (value <= 0 || max <= 0) return '';
  const length = (value / max) * width;
  if (isPlain) return '#'.repeat(Math.max(1, Math.round(length)));
  const whole = Math.floor(length);
  const part = eighths[Math.round((length - whole) * 8)] ?? '█';
  return '█'.repeat(whole) + part || '▏';
}

/** Values over time on one line of at most `width` columns; when there are more values, each column is the sum of several. */
export function sparkline(values: readonly number[], width: number, isPlain = false): string {
  const columns = squeezed(values, width);
  const max = Math.max(...columns, 0);
  const marks = isPlain ? ['_', '.', ':', '-', '=', '+', '*', '#'] : steps;
  return columns
    .map((value) => {
      if (value <= 0 || max <= 0) return ' ';
      return marks[Math.min(7, Math.floor((value / max) * 7.999))] ?? '';
    })
    .join('');
}

function squeezed(values: readonly number[], width: number): readonly number[] {
  const per = Math.ceil(values.length / Math.max(1, width));
  if (per <= 1) return values;
  const columns: number[] = [];
  for (let i = 0; i < values.length; i += per)
    columns.push(values.slice(i, i + per).reduce((sum, value) => sum + value, 0));
  return columns;
}
