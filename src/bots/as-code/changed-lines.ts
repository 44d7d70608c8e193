import { diffArrays } from 'diff';
import { inertJson } from '../../base/escape/terminal.js';
import type { Change } from './changes.js';

/** A line of a change: a setting, or a line of a text or an item of a list. `gap` stands for equal lines that are left out. */
export type ChangedLine = {
  readonly kind: 'same' | 'removed' | 'added' | 'gap';
  readonly text: string;
};

const context = 3;
/** With more changes than this, both texts are shown whole: their diff would take minutes. */
const maxEditLength = 2000;

/** What a change does to its setting, line by line. */
export function changedLines({ from, to }: Change): readonly ChangedLine[] {
  const [before, after] = [linesOf(from), linesOf(to)];
  const parts = diffArrays([...before], [...after], { maxEditLength });
  if (parts === undefined)
    return [
      ...before.map((text) => ({ kind: 'removed' as const, text })),
      ...after.map((text) => ({ kind: 'added' as const, text })),
    ];
  const lines = parts.flatMap(({ added, removed, value }) =>
    value.map((text) => ({ kind: added ? 'added' : removed ? 'removed' : 'same', text }) as const),
  );
  return withoutFarLines(lines);
}

/** The lines of a text, the items of a list, or the value itself. Nothing for a setting that the server does not return. */
function linesOf(value: unknown): readonly string[] {
  if (value === undefined) return [];
  if (value === null) return ['(not set)'];
  if (typeof value === 'string') return value === '' ? ['(empty)'] : value.split('\n');
  if (!Array.isArray(value)) return [inertJson(value)];
  return value.length === 0 ? ['(empty)'] : value.map((item) => inertJson(item));
}

/** Only the equal lines that are near a change. */
function withoutFarLines(lines: readonly ChangedLine[]): readonly ChangedLine[] {
  const changed = lines.flatMap(({ kind }, at) => (kind === 'same' ? [] : [at]));
  const near = new Set<number>();
  for (const at of changed) for (let i = at - context; i <= at + context; i++) near.add(i);
  return lines.flatMap((line, at) => {
    if (near.has(at)) return [line];
    return at === 0 || near.has(at - 1) ? [{ kind: 'gap', text: '…' } as const] : [];
  });
}
