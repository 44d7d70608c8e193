import { refuseMissing } from '../account/bot.js';
import type { Bot } from '../api/bots.js';
import { plainLine } from '../base/escape/terminal.js';
import type { Io } from '../base/io.js';
import { changeSetting, readProfile } from '../config/profile.js';
import type { Settings } from '../config/settings.js';
import { askChoice, askYes, type Choice, canAsk } from '../terminal/prompts.js';
import type { Common } from './common-options.js';

/**
 * The bot to use where none was named: the only one, or the one that the user chooses from a list, who is then asked whether
 * it becomes the default. Throws Failure 'usage' where there are several and cbase cannot ask. `tell` is shown what was used.
 */
export async function pickBot(io: Io, options: Common, { bots, settings, tell }: BotChoice): Promise<Bot> {
  const [only] = bots;
  if (only !== undefined && bots.length === 1) {
    tell(`Using bot ${only.name} (the only one)`);
    return only;
  }
  if (!canAsk(io, options)) return refuseMissing(bots);
  const bot = await askChoice(io, options, { message: 'Which bot?', choices: botChoices(bots) });
  // The default belongs to a real account, not to the embedded emulator.
  if (!settings.local) await offerDefault(io, options, bots, bot);
  return bot;
}

export type BotChoice = {
  readonly bots: readonly Bot[];
  readonly settings: Settings;
  readonly tell: (text: string) => void;
};

/** The bots as a list to choose from. */
export function botChoices(bots: readonly Bot[]): readonly Choice<Bot>[] {
  return bots.map((bot) => {
    const model = typeof bot.raw.model === 'string' ? ` · ${bot.raw.model}` : '';
    return { name: bot.name, value: bot, description: `${bot.id}${model}` };
  });
}

async function offerDefault(io: Io, options: Common, bots: readonly Bot[], bot: Bot): Promise<void> {
  if (!(await askYes(io, options, `Make ${bot.name} the default?`))) return;
  const { name } = await readProfile(io, options.profile, { needsKey: false, mayBeNew: true });
  await changeSetting(io, name, 'bot', handleOf(bots, bot));
}

/** What a setting calls a bot: its name, or its id where the name is shared or cannot be typed. */
export function handleOf(bots: readonly Bot[], { id, name }: Bot): string {
  const isShared = bots.filter((other) => other.name.toLowerCase() === name.toLowerCase()).length > 1;
  return isShared || name.trim() === '' || plainLine(name) !== name ? id : name;
}
