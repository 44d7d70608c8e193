import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import type { ProfileSettings } from '../../config/profile.js';
import { defaultBaseUrl } from '../../config/settings.js';
import type { EditedSettings, Mistake } from '../../config/settings-text.js';
import { checkedBot } from './checked-bot.js';

/** Lines of the edited settings are wrong. */
export class Mistakes extends Failure {
  constructor(readonly all: readonly Mistake[]) {
    super('usage', 'The edited settings have mistakes');
  }
}

type Edit = {
  readonly before: ProfileSettings;
  readonly edited: EditedSettings;
};

/** The edited settings, with a changed bot checked like one of `config set`. Throws Mistakes. */
export async function checkedChange(
  io: Io,
  options: Common & { readonly check: boolean },
  { before, edited: { settings, lines, mistakes } }: Edit,
): Promise<{ readonly after: ProfileSettings; readonly unchecked: string | undefined }> {
  if (mistakes.length > 0) throw new Mistakes(mistakes);
  const { bot } = settings;
  if (bot === undefined || bot === before.bot || !options.check)
    return { after: settings, unchecked: undefined };
  try {
    const { value, unchecked } = await checkedBot(io, atNewBaseUrl(options, before, settings), bot);
    return { after: { ...settings, bot: value }, unchecked };
  } catch (error) {
    if (!(error instanceof Failure) || lines.bot === undefined || io.interrupt.soft.aborted) throw error;
    throw new Mistakes([{ line: lines.bot, message: error.message, advice: error.more.advice }]);
  }
}

/** The bot belongs to the account at the base URL that was edited with it. */
function atNewBaseUrl<O extends Common>(options: O, before: ProfileSettings, after: ProfileSettings): O {
  const isMoved = before['base-url'] !== after['base-url'];
  if (!isMoved || options.local || options.baseUrl !== undefined) return options;
  return { ...options, baseUrl: after['base-url'] ?? defaultBaseUrl };
}
