import { plainLine } from '../../base/escape/terminal.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { changeSetting, readProfile, type SettingName } from '../../config/profile.js';
import { durationMs, keepFrom, safeBaseUrl } from '../../config/settings.js';
import { writeErr } from '../../terminal/streams.js';
import { checkedBot } from './checked-bot.js';
import { reportSetting, settingName } from './setting.view.js';

export type Options = Common & { readonly check: boolean };

export async function setSetting(io: Io, options: Options, word = '', text = ''): Promise<undefined> {
  const name = settingName(word);
  const { origin, profile } = await checked(io, options, name, text);
  const bot = name === 'bot' && options.check ? await checkedBot(io, options, text) : undefined;
  const value = bot?.value ?? text;
  await changeSetting(io, profile.name, name, value);
  const isKeyElsewhere =
    origin !== undefined && profile.credentials !== undefined && profile.credentials.origin !== origin;
  if (isKeyElsewhere)
    writeErr(
      io,
      `The key of this profile was stored for ${profile.credentials?.origin} and will not be sent to ${origin}`,
    );
  if (bot?.unchecked !== undefined && !options.quiet)
    writeErr(io, plainLine(`The bot was not checked: ${bot.unchecked}`));
  const settings = { ...profile.settings, [name]: value };
  const words = `Set ${name} of the profile ${profile.name} to ${value}`;
  await reportSetting(io, options, { ...profile, settings }, { name, words });
}

/** Rejects a value that would fail later. */
async function checked(io: Io, options: Common, name: SettingName, value: string) {
  const profile = await readProfile(io, options.profile, { mayBeNew: true });
  if (value.trim() === '')
    throw new Failure('usage', `The value of ${name} is empty`, {
      advice: `Remove it with: cbase config unset ${name}`,
    });
  if (name === 'timeout') durationMs(value, 'timeout');
  if (name === 'keep-runs' || name === 'keep-sessions')
    keepFrom(name, {}, { name: profile.name, settings: { [name]: value } });
  return { profile, origin: name === 'base-url' ? safeBaseUrl(value).origin : undefined };
}
