import { rm } from 'node:fs/promises';
import { Command } from 'commander';
import { plainLine } from '../../base/escape/terminal.js';
import { type Ending, gravest } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { refuseFormats } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { readFromBot } from '../../cli/with-account.js';
import { runsDirectory } from '../../config/paths.js';
import { attributesIn, type FoundCopies, findCopies } from '../../contacts/runs/find-copies.js';
import { writeErr } from '../../terminal/streams.js';
import { addImportFlags, type ImportFlags } from '../shared/import/flags.js';
import { importContacts } from './import.run.js';

export type Options = Common & { readonly dryRun?: boolean; readonly report?: string };

/** Creates contacts again from their copies: an import of them, in which every value stays as it was. */
export async function restoreContacts(io: Io, options: Options, wanted = ''): Promise<Ending> {
  refuseFormats(options, 'contacts restore');
  const copies = await findCopies(runsDirectory(io.env, io.home), wanted);
  const given = { ...options, ...whereOf(options, copies) };
  const schema = await readFromBot(io, given, ({ api, bot, signal }) => api.attrs.list(bot.id, signal));
  const live = new Set(schema.filter(({ archived }) => !archived).map(({ name }) => name));
  const lost = [...(await attributesIn(copies.path))].filter((name) => !live.has(name));
  const say = (text: string) => (options.quiet ? undefined : writeErr(io, plainLine(text)));
  say(
    'What does not come back: Chatbase’s own ids, the times of creation, and the links of conversations to these contacts',
  );
  if (lost.length > 0)
    say(`Left out, because the bot has archived or lost the attribute: ${lost.join(', ')}`);
  const ending = await importContacts(io, flagsFor(given, copies, lost), copies.path);
  if (options.dryRun && copies.isJoined) await rm(copies.path, { force: true });
  return lost.length > 0 ? gravest([ending, 'partial']) : ending;
}

/** The bot that the contacts were deleted from, unless a flag names another. */
function whereOf({ bot, baseUrl }: Options, { from }: FoundCopies): Partial<Common> {
  return {
    ...(bot === undefined && from !== undefined && { bot: from.bot }),
    ...(baseUrl === undefined && from?.local && { local: true }),
  };
}

function flagsFor(options: Options, { path }: FoundCopies, lost: readonly string[]): ImportFlags {
  const defaults = addImportFlags(new Command()).opts<ImportFlags>();
  return {
    ...defaults,
    ...options,
    // The command to repeat is this one: an import of the file would go to another bot, and read its values by other rules.
    words: options.words ?? ['contacts', 'restore', path],
    formatIn: 'ndjson',
    encoding: 'utf-8',
    source: 'chatbase',
    ignore: lost.map((name) => `custom_attributes.${name}`),
    trim: false,
    phone: 'as-is',
    ids: 'as-is',
    null: ['none'],
    unescapeFormulas: 'no',
    duplicates: 'last',
    onConflict: 'skip',
    keepsExisting: true,
    maxRejects: { kind: 'percent', amount: 100 },
  };
}
