import { maxListPageSize } from '../../../api/listing.js';
import { listPages } from '../../../api/pages.js';
import { Failure } from '../../../base/failure.js';
import type { Io } from '../../../base/io.js';
import type { Conversation } from '../../../chat/conversation.js';
import { turnsOf } from '../../../chat/from-dashboard.js';
import type { BotContext } from '../../../cli/with-account.js';
import { keyOf } from '../../../exports/row.js';
import { findRow } from '../../../exports/rows.js';

/** A customer conversation from the dashboard as turns; read-only. Throws Failure 'not-found'. */
export async function dashboardConversation(
  io: Pick<Io, 'now'>,
  { api, bot, signal }: BotContext,
  id: string,
): Promise<Conversation> {
  const pageOf = (page: number, size: number) => api.convos.page({ bot: bot.id, page, size }, signal);
  const pages = listPages((page) => pageOf(page, maxListPageSize), maxListPageSize, keyOf, {
    secondPageOf: (half) => pageOf(2, half),
  });
  const convo = await findRow(pages, (row) => row.id === id);
  if (convo !== undefined) return turnsOf(convo, bot, io.now());
  throw new Failure('not-found', `There is no conversation "${id}" in the dashboard of ${bot.name}`, {
    advice: 'List the ids with: cbase convos list',
  });
}
