import { diffLines } from 'diff';
import { plain, plainLine } from '../base/escape/terminal.js';
import type { FieldChange, FieldChanges } from '../base/field-changes.js';
import { counted } from '../base/text.js';
import type { Colors } from './color.js';
import { textWidth } from './text-width.js';

/** Values up to this many columns stand on one line: `0.5 → 0.2`. */
const shortValue = 60;
/** How many unchanged lines are shown around a change. */
const context = 2;
/** A field shows at most this many lines of a diff. */
const maxLines = 200;

/**
 * Changes of fields for people: `model  a → b`; for a long text, or a list, its lines with - and + as in a diff. What stays
 * unchanged is named last.
 */
export function fieldChangeLines({ changes, unchanged }: FieldChanges, colors: Colors): readonly string[] {
  const fields = Object.entries(changes);
  const width = Math.min(28, Math.max(0, ...fields.map(([name]) => textWidth(plainLine(name)))));
  const lines = fields.flatMap(([name, change]) => linesOf(plainLine(name), width, change, colors));
  if (unchanged.length === 0) return lines;
  return [...lines, colors.dim(`  unchanged: ${plainLine(unchanged.join(', '))}`)];
}

function linesOf(name: string, width: number, change: FieldChange, colors: Colors): readonly string[] {
  const [before, after] = [textOf(change.before), textOf(change.after)];
  const isShort = [before, after].every((text) => !text.includes('\n') && textWidth(text) <= shortValue);
  const isList = [change.before, change.after].some((value) => Array.isArray(value) && value.length > 1);
  if (!isShort || isList) return [`  ${colors.bold(name)}`, ...diffOf(before, after, colors)];
  const shown = (text: string, paint: (text: string) => string) =>
    text === '' ? colors.dim('(none)') : paint(plainLine(text));
  const padding = ' '.repeat(Math.max(0, width - textWidth(name)));
  return [`  ${colors.bold(name)}${padding}  ${shown(before, colors.red)} → ${shown(after, colors.green)}`];
}

/** A value as lines: an entry per line for a list. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map((one) => plainLine(textOf(one))).join('\n');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function diffOf(before: string, after: string, colors: Colors): readonly string[] {
  const lines = markedLines(before, after);
  const shown = lines.slice(0, maxLines).map(({ mark, text }) => {
    const line = `    ${mark} ${plain(text).replaceAll('\t', '    ')}`.trimEnd();
    if (mark === '+') return colors.green(line);
    return mark === '-' ? colors.red(line) : colors.dim(line);
  });
  const rest = lines.length - shown.length;
  return rest === 0 ? shown : [...shown, colors.dim(`    … ${counted(rest, 'more line')}; all with --json`)];
}

type Marked = { readonly mark: '-' | '+' | ' ' | '…'; readonly text: string };

function markedLines(before: string, after: string): readonly Marked[] {
  // Without a limit, two long texts that have little in common would take minutes.
  const parts = diffLines(ended(before), ended(after), { timeout: 1000 });
  if (parts === undefined) return [...marked('-', before), ...marked('+', after)];
  return parts.flatMap(({ added, removed, value }, i): readonly Marked[] => {
    const text = value.replace(/\n$/, '');
    if (added) return marked('+', text);
    if (removed) return marked('-', text);
    return folded(marked(' ', text), i === 0, i === parts.length - 1);
  });
}

/** Lines of equal texts are equal with and without a line feed at the end of the text. */
function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function marked(mark: Marked['mark'], text: string): readonly Marked[] {
  return text === '' ? [] : text.split('\n').map((line) => ({ mark, text: line }));
}

/** Unchanged lines, without those that are far from a change. */
function folded(lines: readonly Marked[], isFirst: boolean, isLast: boolean): readonly Marked[] {
  const [head, tail] = [isFirst ? 0 : context, isLast ? 0 : context];
  const hidden = lines.length - head - tail;
  if (hidden <= 1) return lines;
  const note: Marked = { mark: '…', text: counted(hidden, 'unchanged line') };
  return [...lines.slice(0, head), note, ...lines.slice(lines.length - tail)];
}
