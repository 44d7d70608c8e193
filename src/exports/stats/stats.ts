/** A named number, such as "Conversations 1,204". `share` is a part of one. */
export type Figure = {
  readonly key: string;
  readonly label: string;
  readonly value: number | undefined;
  readonly isShare?: boolean;
};

/** One picture: numbers under names, in their request. */
export type Chart = {
  readonly key: string;
  readonly title: string;
  /** How it is drawn: along time, side by side, or around the clock. */
  readonly shape: 'time' | 'bars' | 'clock';
  readonly labels: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
  /** How many further names there were. */
  readonly more: number;
};

/** What is told of many rows, however it is shown. */
export type Stats = {
  readonly title: string;
  readonly figures: readonly Figure[];
  readonly charts: readonly Chart[];
  /** Whether nothing was counted. */
  readonly isEmpty: boolean;
};

const mostNames = 12;

/** A chart of the most frequent names; the rest is counted. */
export function rankedChart(
  key: string,
  title: string,
  unit: string,
  ranked: readonly (readonly [string, number])[],
): Chart {
  const shown = ranked.slice(0, mostNames);
  return {
    key,
    title,
    shape: 'bars',
    labels: shown.map(([name]) => name),
    series: [{ name: unit, values: shown.map(([, count]) => count) }],
    more: ranked.length - shown.length,
  };
}

/** For programs: figures by name, and each chart as a list of rows. */
export function statsJson({ figures, charts }: Stats): object {
  return {
    ...Object.fromEntries(figures.map(({ key, value }) => [key, value ?? null])),
    ...Object.fromEntries(charts.map((chart) => [chart.key, rowsOf(chart)])),
  };
}

function rowsOf({ labels, series }: Chart): readonly object[] {
  return labels.map((name, i) => ({
    name,
    ...Object.fromEntries(series.map(({ name: unit, values }) => [unit, values[i] ?? 0])),
  }));
}
