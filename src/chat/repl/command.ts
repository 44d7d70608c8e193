import type { Talk, TalkDeps } from './talk.js';

/** Something a person may type instead of a question. */
export type ReplCommand = {
  readonly names: readonly string[];
  /** What stands behind the name, in the words of a help text; empty for nothing. */
  readonly takes: string;
  readonly about: string;
  /** Does it. Throws Failure for what is not understood. `leave` ends the conversation. */
  readonly run: (talk: Talk, rest: string, deps: TalkDeps) => Promise<'leave' | undefined> | undefined;
  /** The words that Tab proposes behind it. */
  readonly proposes?: (talk: Talk, deps: TalkDeps, rest: string) => Promise<readonly string[]>;
};

export type CommandGroup = { readonly title: string; readonly commands: readonly ReplCommand[] };
