/** A kind of file that cbase writes in its directories. */
export type KeptKind = {
  /** What it is called: "contact lists". */
  readonly name: string;
  /** Its files, relative to the directory; `*` is any part of one name, and what ends with a slash is kept or removed as a whole. */
  readonly paths: readonly string[];
  /** Whether data of people may be in it. */
  readonly hasPeople?: true;
  /** Whether its files exist only while a command runs, unless that was killed. */
  readonly isPassing?: true;
  /** What its files must look like. */
  readonly content?: KeptContent;
  /** When it serves nothing any more, and what to do then. */
  readonly stale?: Stale;
};

export type KeptContent = {
  readonly format: 'json' | 'lines' | 'sqlite';
  /** The `version` that this version of cbase reads, in files that have one. */
  readonly version?: number;
  /** What to do about a file that is damaged. Starts with a verb. */
  readonly ifDamaged: string;
};

/** When a file is stale: once its process, which its name tells after a prefix, is gone; or after a time. */
export type Stale = {
  readonly when: { readonly prefix: string } | { readonly afterMs: number };
  /** How doctor says what it is: "a killed command left data". */
  readonly what: string;
  /** Starts with a verb. Without it, cbase may remove the file: nothing is lost with it. */
  readonly advice?: string;
};

/** A file or directory directly below the directory of the settings or of the state. */
export type KeptPlace = {
  readonly path: string;
  /** In a few words, for help. */
  readonly about: string;
  readonly kinds: readonly KeptKind[];
};

export const dayMs = 86_400_000;

/** What a killed process leaves of a file that it was about to put into place. */
export const drafts = (...paths: readonly string[]): KeptKind => ({
  name: 'unfinished files',
  paths: paths.map((path) => `${path}.partial`),
  hasPeople: true,
  isPassing: true,
  stale: { when: { afterMs: dayMs }, what: 'a killed command left an unfinished file' },
});

/** Locks, which the next command takes over once their process is gone. */
export const locks = (...paths: readonly string[]): KeptKind => ({ name: 'locks', paths });

/** The copy of a settings file before it is put into place. */
export const written: KeptPlace = {
  path: '.writing-*',
  about: 'a file that is being written',
  kinds: [
    {
      name: 'unfinished files',
      paths: ['.writing-*/'],
      isPassing: true,
      stale: { when: { afterMs: dayMs }, what: 'a killed command left an unfinished file' },
    },
  ],
};
