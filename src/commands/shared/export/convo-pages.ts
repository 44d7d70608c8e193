import { type Convo, knownSources, sourceNamed } from '../../../api/convos.js';
import { plainLine } from '../../../base/escape/terminal.js';
import type { Io } from '../../../base/io.js';
import { nearest } from '../../../base/nearest.js';
import type { ReadContext } from '../../../cli/with-account.js';
import { type List, listByDays } from '../../../exports/list/lists.js';
import { writeErr } from '../../../terminal/streams.js';
import { type FetchPage, joinedWith, type RowRequest, type UsePages, withRows } from '../day-range.js';
import type { ConvoFlags } from './convo-flags.js';

/** Which rows are read, and how. */
export type RangeRequest = Omit<RowRequest<never>, 'fetchPage'>;

/** Passes the conversations of the chosen bot to `use`, page by page. */
export async function convoPages<R>(
  io: Io,
  options: ConvoFlags,
  range: RangeRequest,
  use: UsePages<Convo, R>,
): Promise<R> {
  const { source: sources } = options;
  warnOfUnknownSources(io, options);
  const fetchPage: FetchPage<Convo> = ({ api, signal }, request) =>
    api.convos.page({ ...request, sources }, signal);
  return withRows(io, options, { ...range, fetchPage }, use);
}

/** Warns about unknown sources: a misspelled name finds nothing, which looks like a day without conversations. */
export function warnOfUnknownSources(
  io: Io,
  { source = [], quiet }: Pick<ConvoFlags, 'source' | 'quiet'>,
): void {
  const unknown = source.filter((name) => !knownSources.includes(sourceNamed(name)));
  if (unknown.length === 0 || quiet) return;
  const close = unknown.flatMap((name) => nearest(name, knownSources) ?? []);
  const meant = close.length === 0 ? '' : ` Did you mean "${close.join('", "')}"?`;
  writeErr(
    io,
    plainLine(`Unknown source "${unknown.join('", "')}".${meant} Documented are: ${knownSources.join(', ')}`),
  );
}

/** The conversations of a bot as a list by days. `onPage` is called for every page received. */
export function convoList(sources: readonly string[] | undefined, maxPages?: number) {
  return async ({ api, bot, signal }: ReadContext, onPage: () => void): Promise<List<Convo>> => {
    const either = joinedWith(signal);
    return listByDays(async (range, page, size, dropped) => {
      const request = { bot: bot.id, page, size, ...range, sources };
      const rows = await api.convos.page(request, either(dropped));
      onPage();
      return rows;
    }, maxPages);
  };
}
