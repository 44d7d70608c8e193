import { nearest } from '../../base/nearest.js';

/** The meaning of a typed line. */
export type Meaning =
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'command'; readonly name: string; readonly rest: string }
  | { readonly kind: 'unknown'; readonly name: string; readonly nearest: string | undefined };

/**
 * A command is a single line that begins with / and a known name; `//` begins a message with one slash. Any other line that
 * begins with a slash is not sent: a mistyped command is not a question.
 */
export function meaningOf(text: string, isBlock: boolean, names: readonly string[]): Meaning {
  if (isBlock || text.includes('\n') || !text.startsWith('/')) return { kind: 'message', text };
  if (text.startsWith('//')) return { kind: 'message', text: text.slice(1) };
  const [, name = '', rest = ''] = /^\/(\S*)\s*(.*)$/.exec(text) ?? [];
  if (names.includes(name)) return { kind: 'command', name, rest: rest.trim() };
  return { kind: 'unknown', name, nearest: nearest(name, names) };
}

/** The arguments of a command; quotes protect spaces. */
export function wordsOf(rest: string): readonly string[] {
  return [...rest.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
}
