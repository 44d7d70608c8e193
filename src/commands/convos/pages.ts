import type { Command } from 'commander';
import type { Convo } from '../../api/convos.js';
import type { DayRange } from '../../api/listing.js';
import type { Io } from '../../io.js';
import type { Common } from '../options.js';
import { addRange, type RangeFlags } from '../range.js';
import { usingBot } from '../using.js';

export type ConvoFlags = Common & RangeFlags & { readonly source?: readonly string[] };

/** The flags that choose conversations. */
export function addConvoFlags(command: Command): Command {
  return addRange(command).option(
    '--source <name,…>',
    'only from these, such as "WhatsApp,Widget or Iframe"',
    (text) => text.split(',').map((name) => name.trim()),
  );
}

/** Does something with the conversations of the chosen bot, page by page. */
export async function convoPages<T>(
  io: Io,
  options: ConvoFlags,
  range: DayRange,
  use: (pages: AsyncIterable<readonly Convo[]>) => Promise<T>,
): Promise<T> {
  const { largestListPage: size } = await import('../../api/listing.js');
  const { rowsOf } = await import('../../exports/rows.js');
  return usingBot(io, options, ({ api, bot, signal }) => {
    const asked = { bot: bot.id, size, sources: options.source, ...range };
    const fetchPage = (page: number) => api.convos.page({ ...asked, page }, signal);
    return use(rowsOf({ fetchPage, size, range }));
  });
}
