import type { BotContext } from '../../../cli/with-account.js';
import type { RunFacts } from '../../../exports/export-files.js';
import type { Kind } from '../../../exports/kind.js';
import type { List } from '../../../exports/list/lists.js';
import type { Row } from '../../../exports/row.js';

/** What is exported: a kind of thing, the list that holds it, and which part of that. */
export type ExportJob<T extends Row> = {
  readonly name: Kind<T>['name'];
  readonly called: string;
  readonly kindOf: (context: BotContext) => Promise<Kind<T>>;
  readonly listOf: (context: BotContext, listener: ExportListener) => Promise<List<T>>;
  readonly sources?: readonly string[] | undefined;
  readonly isByMessage?: boolean;
  /** Days that are read again with a state, unless the user says otherwise. */
  readonly lookbackDays: number;
};

/** Called while an export runs. */
export type ExportListener = {
  readonly onRows: (rows: number) => void;
  readonly onPage: () => void;
  /** Called before each pass over a span, counted from 1. */
  readonly onPass: (number: number) => void;
  readonly onNotice: (text: string) => void;
  /** What the server's clock said last, in milliseconds since 1970. */
  readonly serverMs: () => number | undefined;
};

/** How an export ended: rows on stdout, files, nothing at all, or skipped because the same export was running. */
export type ExportOutcome =
  | { readonly kind: 'printed'; readonly facts: Pick<RunFacts, 'rows' | 'standing' | 'changes'> }
  | { readonly kind: 'written'; readonly runs: readonly RunFacts[]; readonly finished: readonly string[] }
  | { readonly kind: 'empty' | 'skipped' };
