import { Failure } from '../base/failure.js';
import { defaultBaseUrl, type Settings } from './settings.js';

/** The pages that `cbase open` knows. */
export const pageNames = ['bot', 'contacts', 'leads', 'convos', 'docs'] as const;
export type PageName = (typeof pageNames)[number];

/** Where the pages of a bot are, below its own. */
const paths = {
  bot: '',
  contacts: '/contacts',
  leads: '/activity/leads',
  convos: '/activity/chat-logs',
} as const;

const docsUrl = 'https://www.chatbase.co/docs';

export type WebPage = {
  readonly url: string;
  /** Whether the address leads to the dashboard only, because that of the bot is not known. */
  readonly isEntrance: boolean;
};

/**
 * The address of a page of a bot in the dashboard. The address contains the workspace, which the API does not tell; without
 * that setting it is the entrance of the dashboard. Throws Failure 'usage' for an account that is not at Chatbase.
 */
export function botPage(
  name: Exclude<PageName, 'docs'>,
  bot: string,
  { local, baseUrl, workspace }: Pick<Settings, 'local' | 'baseUrl' | 'workspace'>,
): WebPage {
  const dashboard = `${dashboardOrigin({ local, baseUrl })}/dashboard/`;
  if (workspace === undefined) return { url: dashboard, isEntrance: true };
  const [place, id] = [workspace, bot].map(encodeURIComponent);
  return { url: `${dashboard}${place}/chatbot/${id}${paths[name]}`, isEntrance: false };
}

/** Where the dashboard of an account is. Throws Failure 'usage' for an account that is not at Chatbase. */
export function dashboardOrigin({ local, baseUrl }: Pick<Settings, 'local' | 'baseUrl'>): string {
  const { origin } = new URL(defaultBaseUrl);
  if (hasDashboard({ local, baseUrl })) return origin;
  const where = local ? 'the embedded emulator' : baseUrl.origin;
  throw new Failure('usage', `There is no dashboard for ${where}`, {
    advice: `Only accounts at ${origin} have one`,
  });
}

/** Whether an account is at Chatbase, and so has a dashboard. */
export function hasDashboard({ local, baseUrl }: Pick<Settings, 'local' | 'baseUrl'>): boolean {
  return !local && baseUrl.origin === new URL(defaultBaseUrl).origin;
}

/** Chatbase's documentation, which is the same for every account. */
export const docsPage: WebPage = { url: docsUrl, isEntrance: false };
