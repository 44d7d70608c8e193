import type { Convo } from '../../api/convos.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { count } from '../../base/text.js';
import type { ReadContext } from '../../cli/with-account.js';
import { findRow } from '../../exports/rows.js';
import { lateProgress } from '../../terminal/late-progress.js';
import { rangeOf } from '../shared/day-range.js';
import type { ConvoFlags } from '../shared/export/convo-flags.js';
import { convoPages } from '../shared/export/convo-pages.js';

/** A conversation, and the bot it belongs to. */
export type FoundConvo = { readonly convo: Convo; readonly context: ReadContext };

/**
 * Searches the list for a conversation, because the API has no call for it; reads no further than needed. Throws Failure
 * 'not-found'.
 */
export async function findConvo(io: Io, options: ConvoFlags, id: string): Promise<FoundConvo> {
  const range = rangeOf(io, options);
  const progress = lateProgress(io, options, `Looking for ${id}`);
  try {
    const request = { range, listener: progress.listener };
    const found = await convoPages(io, options, request, async (pages, context) => {
      let read = 0;
      const convo = await findRow(pages, (row) => {
        if (++read % 100 === 0) progress.show(`Looking for ${id}: ${count(read)} conversations read`);
        return row.id === id;
      });
      return { convo, context };
    });
    if (found.convo === undefined) throw notFound(id, options);
    return { convo: found.convo, context: found.context };
  } finally {
    progress.stop();
  }
}

function notFound(id: string, { since, until, source }: ConvoFlags): Failure {
  const isNarrowed = since !== undefined || until !== undefined || source !== undefined;
  return new Failure(
    'not-found',
    `There is no conversation "${id}"${isNarrowed ? ' in the chosen range' : ''}`,
    {
      advice: isNarrowed
        ? 'Search without --since, --until and --source'
        : 'List the ids with: cbase convos list',
    },
  );
}
