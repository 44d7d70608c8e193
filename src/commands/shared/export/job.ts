import type { BotContext, ReadContext } from '../../../cli/with-account.js';
import type { RunFacts } from '../../../exports/export-files.js';
import type { RowFilter } from '../../../exports/filter/row-filter.js';
import type { Kind } from '../../../exports/kind.js';
import type { List } from '../../../exports/list/lists.js';
import type { Row } from '../../../exports/row.js';

/** What to export: the kind of rows, the list that holds them, and the selected part of it. */
export type ExportJob<T extends Row> = {
  readonly name: Kind<T>['name'];
  readonly called: string;
  readonly kindOf: (context: BotContext) => Promise<Kind<T>>;
  readonly listOf: (context: ReadContext, listener: ExportListener) => Promise<List<T>>;
  readonly sources?: readonly string[] | undefined;
  readonly filter?: RowFilter<T> | undefined;
  readonly isByMessage?: boolean;
  /** Default of --lookback, in days. */
  readonly lookbackDays: number;
};

/** Called while an export runs. */
export type ExportListener = {
  readonly onRows: (rows: number) => void;
  readonly onPage: () => void;
  /** Called before each pass over a span, counted from 1. */
  readonly onPass: (number: number) => void;
  readonly onNotice: (text: string) => void;
  /** The server's clock at its latest response, in milliseconds since 1970. */
  readonly serverMs: () => number | undefined;
};

/** How an export ended: rows on stdout, files, nothing at all, or skipped because the same export was running. */
export type ExportOutcome =
  | { readonly kind: 'printed'; readonly facts: Pick<RunFacts, 'rows' | 'standing' | 'changes' | 'counts'> }
  | { readonly kind: 'written'; readonly runs: readonly RunFacts[]; readonly finished: readonly string[] }
  | { readonly kind: 'empty' | 'skipped' };
