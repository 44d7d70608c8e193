import type { Command } from 'commander';
import type { Ending } from '../../base/failure.js';

/** What the help of a command says beside its description, its arguments and its flags. */
export type HelpPage = {
  /**
   * The flags that `--help` shows, by their long names and in this order; the others are shown by `--help --all`. Without a
   * list, `--help` shows all of them.
   */
  readonly usual?: readonly string[];
  /** What flags and examples do not tell. Each is a paragraph; a line that starts with a space is not wrapped. */
  readonly notes?: readonly string[];
  /** Command lines that work on any account with a default bot, unless they name something of the demo account. */
  readonly examples: readonly string[];
  /** How the command can end, where more is to be said than how every command can end. */
  readonly endings?: Readonly<Partial<Record<Ending, string>>>;
  /** What the command talks to: an account, which may be the one of `--local`; only a real one; or nothing. */
  readonly talksTo?: 'account' | 'real account' | 'nothing';
  /** The page to read on, such as `docs/import.md`. */
  readonly readOn?: string;
};

const key = Symbol('help page');
type Documented = Command & { [key]?: HelpPage };

/** Gives a command its help page, and returns the command. */
export function withHelp(command: Command, page: HelpPage): Command {
  (command as Documented)[key] = page;
  return command;
}

/** The help page of a command; `undefined` for a group. */
export function pageOf(command: Command): HelpPage | undefined {
  return (command as Documented)[key];
}
