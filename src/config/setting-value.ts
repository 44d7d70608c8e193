import { Failure } from '../base/failure.js';
import { nearest } from '../base/nearest.js';
import { type SettingName, settingNames } from './profile.js';
import { durationMs, keepFrom, safeBaseUrl } from './settings.js';

/** The setting of this name. Throws Failure 'usage' for an unknown one, naming the nearest. */
export function settingName(word: string): SettingName {
  const found = settingNames.find((name) => name === word);
  if (found !== undefined) return found;
  throw new Failure('usage', `There is no setting "${word}"`, { advice: adviceFor(word) });
}

function adviceFor(word: string): string {
  if (word === 'profile') return 'Use: cbase profile use NAME';
  if (/(^|[-_ ])(key|token)$/i.test(word)) return 'Store the key with: cbase auth login';
  const meant = nearest(word.toLowerCase().replaceAll('_', '-'), settingNames);
  const list = `Choose from: ${settingNames.join(', ')}`;
  return meant === undefined ? list : `Did you mean "${meant}"? ${list}`;
}

/** Throws Failure 'usage' for a value that would fail later. `profile` is the name of the profile it is for. */
export function checkSetting(profile: string, name: SettingName, value: string): void {
  if (name === 'timeout') durationMs(value, 'timeout');
  if (name === 'keep-runs' || name === 'keep-sessions')
    keepFrom(name, {}, { name: profile, settings: { [name]: value } });
  if (name === 'base-url') safeBaseUrl(value);
}
