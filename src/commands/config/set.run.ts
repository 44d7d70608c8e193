import { plainLine } from '../../base/escape/terminal.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { changeSetting, readProfile } from '../../config/profile.js';
import { checkSetting, settingName } from '../../config/setting-value.js';
import { writeErr } from '../../terminal/streams.js';
import { checkedBot } from './checked-bot.js';
import { reportSetting, tellKeyElsewhere } from './setting.view.js';

export type Options = Common & { readonly check: boolean };

export async function setSetting(io: Io, options: Options, word = '', text = ''): Promise<undefined> {
  const name = settingName(word);
  const profile = await readProfile(io, options.profile, { mayBeNew: true });
  if (text.trim() === '')
    throw new Failure('usage', `The value of ${name} is empty`, {
      advice: `Remove it with: cbase config unset ${name}`,
    });
  checkSetting(profile.name, name, text);
  const bot = name === 'bot' && options.check ? await checkedBot(io, options, text) : undefined;
  const value = bot?.value ?? text;
  await changeSetting(io, profile.name, name, value);
  if (name === 'base-url') tellKeyElsewhere(io, profile, value);
  if (bot?.unchecked !== undefined && !options.quiet)
    writeErr(io, plainLine(`The bot was not checked: ${bot.unchecked}`));
  const settings = { ...profile.settings, [name]: value };
  const words = `Set ${name} of the profile ${profile.name} to ${value}`;
  await reportSetting(io, options, { ...profile, settings }, { name, words });
}
