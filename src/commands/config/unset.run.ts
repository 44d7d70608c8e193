import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { changeSetting } from '../../config/profile.js';
import { settingName } from '../../config/setting-value.js';
import { profileOf, reportSetting } from './setting.view.js';

export type Options = Common;

export async function unsetSetting(io: Io, options: Options, word = ''): Promise<undefined> {
  const name = settingName(word);
  const profile = await profileOf(io, options);
  await changeSetting(io, profile.name, name, undefined);
  const { [name]: _, ...settings } = profile.settings;
  const words = `Removed ${name} from the profile ${profile.name}`;
  await reportSetting(io, options, { ...profile, settings }, { name, words });
}
