import type { Convo } from '../../api/convos.js';
import type { Ending } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { counted } from '../../base/text.js';
import type { RowFilter } from '../../exports/filter/row-filter.js';
import type { Sighting } from '../../exports/follow/sightings.js';
import type { ConvoFlags } from '../shared/export/convo-flags.js';
import { convoList, warnOfUnknownSources } from '../shared/export/convo-pages.js';
import { type FollowOptions, runFollow } from '../shared/follow/follow.js';

/** Prints conversations as they appear, and with --updates as they grow. */
export function followConvos(
  io: Io,
  options: FollowOptions & ConvoFlags,
  filter: RowFilter<Convo> | undefined,
): Promise<Ending> {
  const { source: sources } = options;
  warnOfUnknownSources(io, options);
  return runFollow<Convo>(io, options, {
    name: 'convos',
    called: 'conversations',
    sources,
    filter,
    partsOf: ({ raw }) => (Array.isArray(raw.messages) ? raw.messages : []),
    listOf: (context) => convoList(sources)(context, () => {}),
    page: ({ api, signal }, request) => api.convos.page({ ...request, sources }, signal),
    line,
  });
}

/** The first question of a new conversation, and the last message of one that has grown. */
function line({ row, before }: Sighting<Convo>): string {
  const { id = 'without an id', source, customer, raw, messages } = row;
  const about = [id, source, raw.country, customer].filter((part) => typeof part === 'string' && part !== '');
  const first = messages.find(({ role }) => role === 'user') ?? messages[0];
  const more = messages.length - (before ?? messages.length);
  const news = before === undefined ? '' : ` (${more > 0 ? counted(more, 'new message') : 'changed'})`;
  const said = before === undefined ? first : messages.at(-1);
  return `${about.join(' · ')}${news}${said === undefined ? '' : `  ${said.role}: ${said.text}`}`;
}
