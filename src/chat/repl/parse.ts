import { nearest } from '../../base/nearest.js';

/** The meaning of a typed line. */
export type Meaning =
  | { readonly kind: 'message'; readonly text: string }
  | {
      readonly kind: 'command';
      readonly name: string;
      readonly rest: string;
      /** It was typed without a slash. */
      readonly isWord: boolean;
    }
  | { readonly kind: 'unknown'; readonly name: string; readonly nearest: string | undefined };

/** What people type to leave a program or to be helped; alone on a line, it is not a question. */
const words: ReadonlyMap<string, string> = new Map([
  ...['exit', 'quit', ':q', ':q!', ':wq'].map((word) => [word, 'exit'] as const),
  ...['help', '?'].map((word) => [word, 'help'] as const),
]);

/**
 * A command is a single line that begins with / and a known name, or one of a few words alone; `//` begins a message with one
 * slash, and `/say` sends anything. Any other line that begins with a slash is not sent: a mistyped command is not a question.
 */
export function meaningOf(text: string, isBlock: boolean, names: readonly string[]): Meaning {
  if (isBlock || text.includes('\n')) return { kind: 'message', text };
  const word = words.get(text.trim().toLowerCase());
  if (word !== undefined) return { kind: 'command', name: word, rest: '', isWord: true };
  if (!text.startsWith('/')) return { kind: 'message', text };
  if (text.startsWith('//')) return { kind: 'message', text: text.slice(1) };
  const [, name = '', rest = ''] = /^\/(\S*)\s*(.*)$/.exec(text) ?? [];
  if (name === 'say' && rest.trim() !== '') return { kind: 'message', text: rest };
  if (names.includes(name)) return { kind: 'command', name, rest: rest.trim(), isWord: false };
  return { kind: 'unknown', name, nearest: nearest(name, names) };
}

/** The arguments of a command; quotes protect spaces. */
export function wordsOf(rest: string): readonly string[] {
  return [...rest.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
}
