import type { Lane } from '../compare/lanes.js';

/** What is compared, and how to go on with one: `Comparing A (Harbor Coffee) and B (gpt-4o). …` */
export function comparingText(lanes: readonly Lane[], isBlind: boolean): string {
  const named = lanes.map(({ letter, label }) => (isBlind ? letter : `${letter} (${label})`));
  const list = `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
  return `Comparing ${list}: every question goes to each of them. ${pickText(lanes)}`;
}

/** How to choose one: `/pick A to continue with one (A or B).` */
export function pickText(lanes: readonly Lane[]): string {
  return `/pick ${lanes[0]?.letter ?? 'A'} to continue with one.`;
}
