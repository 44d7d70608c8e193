import { inertJson, plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import { localTime } from '../../base/local-time.js';
import { refuseFormats } from '../../cli/action.js';
import { botPage, dashboardOrigin } from '../../config/dashboard.js';
import { readProfile } from '../../config/profile.js';
import { settingsFrom } from '../../config/settings.js';
import { openInBrowser } from '../../terminal/browser.js';
import { formatOf } from '../../terminal/output.js';
import { writeErr, writeOut } from '../../terminal/streams.js';
import type { ConvoFlags } from '../shared/export/convo-flags.js';
import { entranceHint } from '../shared/open-page.js';
import { type FoundConvo, findConvo } from './find-convo.js';

export type Options = ConvoFlags & { readonly print?: boolean };

export async function openConvo(io: Io, options: Options, id = ''): Promise<undefined> {
  refuseFormats(options, 'convos open');
  const profile = await readProfile(io, options.profile, { needsKey: false });
  // Without a dashboard, there is no reason to look for the conversation.
  dashboardOrigin(settingsFrom(options, io.env, profile));
  const found = await findConvo(io, options, id);
  const { bot, account } = found.context;
  const { url, isEntrance } = botPage('convos', bot.id, account.settings);
  if (isEntrance && !options.quiet) writeErr(io, `This is the entrance: ${entranceHint(bot)}`);
  const isOpened = options.print !== true && (await openInBrowser(io, url));
  const isJson = formatOf(io, options) === 'json';
  await writeOut(io, isJson ? `${inertJson({ url, opened: isOpened })}\n` : `${url}\n`);
  if (!options.quiet) writeErr(io, plainLine(whereText(io, found, options.tz)));
}

/** By what the conversation can be recognized in the chat logs. */
function whereText(
  io: Io,
  { convo: { id, createdAtMs, source, customer } }: FoundConvo,
  zone: string | undefined,
): string {
  const made =
    createdAtMs === undefined ? undefined : localTime(new Date(createdAtMs).toISOString(), io.now(), zone);
  const facts = [made, source, customer].filter((fact) => fact !== undefined);
  return `Look for the conversation ${id}${facts.length === 0 ? '' : `: ${facts.join(' · ')}`}`;
}
