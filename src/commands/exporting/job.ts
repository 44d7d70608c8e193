import type { Work } from '../../cli/with-account.js';
import type { RunFacts } from '../../exports/export-files.js';
import type { Kind } from '../../exports/kind.js';
import type { List } from '../../exports/reading/list.js';
import type { Row } from '../../exports/row.js';

/** What is exported: a kind of thing, the list that holds it, and which part of that. */
export type Job<T extends Row> = {
  readonly name: Kind<T>['name'];
  readonly called: string;
  readonly kindOf: (work: Work) => Promise<Kind<T>>;
  readonly listOf: (work: Work, tell: Tell) => Promise<List<T>>;
  readonly sources?: readonly string[] | undefined;
  readonly isByMessage?: boolean;
  /** Days that are read again with a state, unless the user says otherwise. */
  readonly lookbackDays: number;
};

/** What is told while an export goes. */
export type Tell = {
  readonly onRows: (rows: number) => void;
  readonly onPage: () => void;
  /** A span is read for the so-manieth time. */
  readonly onPass: (number: number) => void;
  readonly onNotice: (text: string) => void;
  /** What the server's clock said last, in milliseconds since 1970. */
  readonly serverMs: () => number | undefined;
};

/** What came of an export: rows on stdout, files, nothing at all, or another one was at it. */
export type Done =
  | { readonly kind: 'printed'; readonly facts: Pick<RunFacts, 'rows' | 'standing' | 'changes'> }
  | { readonly kind: 'written'; readonly runs: readonly RunFacts[]; readonly finished: readonly string[] }
  | { readonly kind: 'empty' | 'skipped' };
