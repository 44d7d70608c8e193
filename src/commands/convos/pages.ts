import { type Command, InvalidArgumentError } from 'commander';
import type { Convo } from '../../api/convos.js';
import type { DayRange } from '../../api/listing.js';
import type { Io } from '../../base/io.js';
import type { Work } from '../../cli/with-account.js';
import type { List } from '../../exports/reading/list.js';
import type { Common } from '../options.js';
import { addRange, either, type RangeFlags, usingRows } from '../shared/range.js';

export type ConvoFlags = Common & RangeFlags & { readonly source?: readonly string[] };

/** The flags that choose conversations. */
export function addConvoFlags(command: Command): Command {
  return addSource(addRange(command));
}

export function addSource(command: Command): Command {
  return command.option(
    '--source <name,…>',
    'only from these, such as "WhatsApp,Widget or Iframe"; may be repeated',
    sourceNames,
  );
}

function sourceNames(text: string, before: readonly string[] = []): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  // The API takes no name for all names.
  if (names.includes('')) throw new InvalidArgumentError('It takes the name of a source, such as WhatsApp.');
  return [...before, ...names];
}

/** Does something with the conversations of the chosen bot, page by page. */
export async function convoPages<R>(
  io: Io,
  options: ConvoFlags,
  range: DayRange,
  use: (pages: AsyncIterable<readonly Convo[]>) => Promise<R>,
): Promise<R> {
  const { source: sources } = options;
  await sayUnknown(io, options);
  return usingRows(
    io,
    options,
    range,
    ({ api, signal }, request) => api.convos.page({ ...request, sources }, signal),
    use,
  );
}

/** A name that is spelt wrong finds nothing, and looks like a quiet day. */
export async function sayUnknown(
  io: Io,
  { source = [], quiet }: Pick<ConvoFlags, 'source' | 'quiet'>,
): Promise<void> {
  const { knownSources, sourceNamed } = await import('../../api/convos.js');
  const { plainLine } = await import('../../base/escape/terminal.js');
  const { say } = await import('../../terminal/voice.js');
  const unknown = source.filter((name) => !knownSources.includes(sourceNamed(name)));
  if (unknown.length > 0 && !quiet)
    say(
      io,
      plainLine(
        `The documentation knows no source "${unknown.join('", "')}"; it knows: ${knownSources.join(', ')}`,
      ),
    );
}

/** The conversations of a bot as a list by days. `onPage` is told of every page that came. */
export function convoList(sources: readonly string[] | undefined, mostPages?: number) {
  return async ({ api, bot, signal }: Work, onPage: () => void): Promise<List<Convo>> => {
    const { listByDays } = await import('../../exports/reading/list.js');
    return listByDays(async (range, page, size, dropped) => {
      const request = { bot: bot.id, page, size, ...range, sources };
      const rows = await api.convos.page(request, either(signal, dropped));
      onPage();
      return rows;
    }, mostPages);
  };
}
