/** The help that a command line asks for. */
export type HelpRequest = {
  /** The words of the command, or the name of a topic. */
  readonly words: readonly string[];
  /**
   * `command`: the help of a command; `word`: that of a command or a topic, as `cbase help WORD` asks; `none`: no command was
   * given, so `words` is a group.
   */
  readonly kind: 'command' | 'word' | 'none';
  readonly isAll: boolean;
};

const helpFlags: ReadonlySet<string> = new Set(['--help', '-h']);
/** What may be said about help beside its subject. */
const manner: ReadonlySet<string> = new Set(['--all', '--no-pager']);

/**
 * The help that a command line asks for, if it has nothing but the words of a command and the flags of help; `undefined`
 * otherwise. Whether there is such a command is not known here.
 */
export function helpAsked(argv: readonly string[]): HelpRequest | undefined {
  const flags = argv.filter((word) => word.startsWith('-'));
  const words = argv.filter((word) => !word.startsWith('-'));
  if (!words.every((word) => /^[a-z][a-z-]*$/.test(word))) return undefined;
  const isAll = flags.includes('--all');
  const isPlain = flags.every((flag) => helpFlags.has(flag) || manner.has(flag));
  if (!isPlain) return undefined;
  if (flags.some((flag) => helpFlags.has(flag))) return { words, kind: 'command', isAll };
  if (words[0] === 'help') return { words: words.slice(1), kind: 'word', isAll };
  return flags.length === 0 ? { words, kind: 'none', isAll: false } : undefined;
}

/** Whether a command line asks for the whole help: every flag, or every command. */
export function isAllAsked(argv: readonly string[]): boolean {
  return argv.includes('--all');
}
