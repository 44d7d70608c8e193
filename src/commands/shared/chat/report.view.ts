import { plain } from '../../../base/escape/terminal.js';
import type { ReportLine } from '../../../chat/report-line.js';
import { changesText, type WordChange } from '../../../chat/words.js';
import type { Colors } from '../../../terminal/color.js';

/** Lines of a report for a terminal: escaped, with colored changes; each line but the first is indented. */
export function reportText(lines: readonly ReportLine[], colors: Colors): string {
  const text = ({ text: words, changes = [] }: ReportLine) => plain(words) + shownChanges(changes, colors);
  const [head = '', ...rest] = lines.map(text);
  const indented = rest.map((line) => `         ${line.replaceAll('\n', '\n                ')}`);
  return `${[head, ...indented].join('\n')}\n`;
}

/** The changes in color, or in brackets where there is no color. */
export function shownChanges(changes: readonly WordChange[], colors: Colors): string {
  if (colors.level === 0) return plain(changesText(changes));
  const paint = {
    same: (text: string) => text,
    removed: colors.red.strikethrough,
    added: colors.green,
  };
  return changes.map(({ kind, text }) => paint[kind](plain(text))).join('');
}
