import type { Talk, TalkDeps } from './talk.js';

/** A command that the user can type instead of a question. */
export type ReplCommand = {
  readonly names: readonly string[];
  /** The arguments as shown in help; empty when the command takes none. */
  readonly takes: string;
  /** One line of at most 55 characters, so that the list of all commands fits 80 columns. */
  readonly about: string;
  /** Further lines for `/help COMMAND`, at most 79 columns wide. */
  readonly details?: () => string;
  /** Runs the command. Throws Failure for invalid arguments. `leave` ends the conversation. */
  readonly run: (talk: Talk, rest: string, deps: TalkDeps) => Promise<'leave' | undefined> | undefined;
  /** Tab completions for its arguments. */
  readonly proposes?: (talk: Talk, deps: TalkDeps, rest: string) => Promise<readonly string[]>;
};

export type CommandGroup = { readonly title: string; readonly commands: readonly ReplCommand[] };
