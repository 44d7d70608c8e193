import { describe, expect, test } from 'vitest';
import { rankedChart, statsJson } from '../../../src/exports/stats/stats.js';

describe('a chart of the most frequent names', () => {
  const ranked = Array.from({ length: 14 }, (_, i) => [`name-${i}`, 20 - i] as const);

  test('shows twelve, and counts the rest', () => {
    const { labels, series, more } = rankedChart('by_x', 'By x', 'things', ranked);
    expect(labels).toEqual(ranked.slice(0, 12).map(([name]) => name));
    expect(series).toEqual([{ name: 'things', values: ranked.slice(0, 12).map(([, count]) => count) }]);
    expect(more).toBe(2);
  });

  test('of twelve leaves none out, and of none is empty', () => {
    expect(rankedChart('by_x', 'By x', 'things', ranked.slice(0, 12)).more).toBe(0);
    expect(rankedChart('by_x', 'By x', 'things', [])).toMatchObject({ labels: [], more: 0 });
  });
});

test('statistics for programs are figures by key, and each chart as rows', () => {
  const series = [
    { name: 'leads', values: [3, 1] },
    { name: 'calls', values: [2] },
  ];
  const stats = {
    ...{ title: 't', isEmpty: false },
    figures: [
      { key: 'leads', label: 'Leads', value: 4 },
      { key: 'rate', label: 'Rate', value: undefined, isShare: true },
    ],
    charts: [
      { key: 'by_day', title: 'By day', shape: 'time', labels: ['mon', 'tue'], series, more: 0 } as const,
    ],
  };
  expect(statsJson(stats)).toEqual({
    leads: 4,
    rate: null,
    by_day: [
      { name: 'mon', leads: 3, calls: 2 },
      { name: 'tue', leads: 1, calls: 0 },
    ],
  });
});
