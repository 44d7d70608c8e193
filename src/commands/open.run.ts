import type { Io } from '../base/io.js';
import { refuseFormats } from '../cli/action.js';
import type { Common } from '../cli/common-options.js';
import { withBot } from '../cli/with-account.js';
import { botPage, dashboardOrigin, docsPage, type PageName, type WebPage } from '../config/dashboard.js';
import { readProfile } from '../config/profile.js';
import { settingsFrom } from '../config/settings.js';
import { openInBrowser } from '../terminal/browser.js';
import { formatOf } from '../terminal/output.js';
import { writeErr, writeOut } from '../terminal/streams.js';
import { entranceHint } from './shared/open-page.js';

export type Options = Common & { readonly print?: boolean };

export async function openPage(io: Io, options: Options, word = 'bot'): Promise<undefined> {
  refuseFormats(options, 'open');
  const { url } = await pageFor(io, options, word as PageName);
  const isOpened = options.print !== true && (await openInBrowser(io, url));
  const isJson = formatOf(io, options) === 'json';
  await writeOut(io, isJson ? `${JSON.stringify({ url, opened: isOpened })}\n` : `${url}\n`);
  if (isOpened && !options.quiet) writeErr(io, 'Opened in the browser');
}

async function pageFor(io: Io, options: Options, page: PageName): Promise<WebPage> {
  if (page === 'docs') return docsPage;
  const profile = await readProfile(io, options.profile, { needsKey: false });
  // Without a dashboard, there is no reason to look for the bot.
  dashboardOrigin(settingsFrom(options, io.env, profile));
  return withBot(io, options, async ({ account, bot }) => {
    const found = botPage(page, bot.id, account.settings);
    if (found.isEntrance && !options.quiet) writeErr(io, `This is the entrance: ${entranceHint(bot)}`);
    return found;
  });
}
