import type { Io } from '../../base/io.js';
import { botPage, type PageName } from '../../config/dashboard.js';
import type { KnownBot } from '../../config/known-bots.js';
import type { Settings } from '../../config/settings.js';
import { openInBrowser } from '../../terminal/browser.js';

export type BotPage = { readonly bot: KnownBot; readonly page: Exclude<PageName, 'docs'> };

/** Opens a page of a bot in the browser, if there is one, and returns its address and what to look for there. */
export async function openBotPage(io: Io, settings: Settings, { bot, page }: BotPage): Promise<string> {
  const { url, isEntrance } = botPage(page, bot.id, settings);
  await openInBrowser(io, url);
  return isEntrance ? `${url} (${entranceHint(bot)})` : url;
}

/** Where to go from the entrance of the dashboard, and how to get further next time. */
export function entranceHint({ id, name }: KnownBot): string {
  return `bot ${name}, ${id}; to open it at once: cbase config set workspace NAME, the word after /dashboard/`;
}
