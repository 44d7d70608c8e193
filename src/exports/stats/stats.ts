/** A labeled number, such as "Conversations 1,204". With `isShare` it is a fraction of 1. */
export type Figure = {
  readonly key: string;
  readonly label: string;
  /** `undefined` if it could not be measured. */
  readonly value: number | undefined;
  readonly isShare?: boolean;
  /** How it was measured. */
  readonly note?: string | undefined;
  /** A number for programs only: it explains another one. */
  readonly isDetail?: boolean;
};

/** One chart: labels with their values, in order. */
export type Chart = {
  readonly key: string;
  readonly title: string;
  /** How it is drawn: a timeline, bars, or the hours of the day. */
  readonly shape: 'time' | 'bars' | 'clock';
  readonly labels: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
  /** The number of labels not shown. */
  readonly more: number;
};

/** Statistics over rows, independent of the output format. */
export type Stats = {
  readonly title: string;
  readonly figures: readonly Figure[];
  readonly charts: readonly Chart[];
  /** Whether there were no rows. */
  readonly isEmpty: boolean;
  /** More for programs, by name: what a figure is based on. */
  readonly details?: Readonly<Record<string, unknown>>;
};

const maxNames = 12;

/** A chart of the most frequent names, with the number of the others. */
export function rankedChart(
  key: string,
  title: string,
  unit: string,
  ranked: readonly (readonly [string, number])[],
): Chart {
  const shown = ranked.slice(0, maxNames);
  return {
    key,
    title,
    shape: 'bars',
    labels: shown.map(([name]) => name),
    series: [{ name: unit, values: shown.map(([, count]) => count) }],
    more: ranked.length - shown.length,
  };
}

/** Statistics as JSON: figures by key, and each chart as a list of rows. */
export function statsJson({ figures, charts, details }: Stats): object {
  return {
    ...figuresJson(figures),
    ...details,
    ...Object.fromEntries(charts.map((chart) => [chart.key, rowsOf(chart)])),
  };
}

export function figuresJson(figures: readonly Figure[]): object {
  return Object.fromEntries(figures.map(({ key, value }) => [key, value ?? null]));
}

function rowsOf({ labels, series }: Chart): readonly object[] {
  return labels.map((name, i) => ({
    name,
    ...Object.fromEntries(series.map(({ name: unit, values }) => [unit, values[i] ?? 0])),
  }));
}
