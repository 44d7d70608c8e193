/** Items in as many columns as fit the width, ordered down the columns, as `ls` prints them. */
export function inColumns(items: readonly string[], width: number): string {
  const gap = 2;
  for (let rows = 1; rows < items.length; rows++) {
    const columns = chunks(items, rows);
    const widths = columns.map((column) => Math.max(...column.map((item) => item.length)));
    if (widths.reduce((sum, each) => sum + each + gap, 0) > width) continue;
    const line = (row: number) =>
      columns.map((column, i) => (column[row] ?? '').padEnd((widths[i] ?? 0) + gap)).join('');
    return Array.from({ length: rows }, (_, row) => line(row).trimEnd()).join('\n');
  }
  return items.join('\n');
}

function chunks(items: readonly string[], size: number): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}
