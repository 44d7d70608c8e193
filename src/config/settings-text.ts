import { inertJson, needsEscapes } from '../base/escape/terminal.js';
import { Failure } from '../base/failure.js';
import { jsonOrNothing } from '../base/json.js';
import { type Profile, type ProfileSettings, type SettingName, settingNames } from './profile.js';
import { checkSetting, settingName } from './setting-value.js';
import { defaultSettings } from './settings.js';

const meanings: Readonly<Record<SettingName, string>> = {
  bot: 'The bot of commands that name none: its id or name',
  'base-url': 'Where the API is; https only, except for this machine',
  timeout: 'How long to wait for a response to begin, like 90s or 2m; 0: no limit',
  workspace: 'The word after /dashboard/ in addresses of the dashboard, for cbase open',
  'keep-runs': 'How long runs of imports are kept, like 90d, 12w or 1y; or never removed',
  'keep-sessions': 'How long chat sessions are kept, like 90d, 12w or 1y; or never removed',
};

/** The settings of a profile as lines to edit: `name = value`, with the unset ones as comments. */
export function settingsText({ name, settings }: Pick<Profile, 'name' | 'settings'>): string {
  const paragraphs = settingNames.map((one) => {
    const value = settings[one];
    const line =
      value === undefined ? `# ${one} = ${defaultSettings[one] ?? ''}` : `${one} = ${written(value)}`;
    return `\n# ${meanings[one]}\n${line.trimEnd()}\n`;
  });
  return [
    `# Settings of the profile ${name}\n`,
    '# They are stored when you save this file and leave the editor.\n',
    '# A line is name = value. To remove a setting, put # before its line.\n',
    '# The key is not here: see cbase auth login.\n',
    ...paragraphs,
  ].join('');
}

/** In quotes, as JSON, where a line could not hold the value as it is. */
function written(value: string): string {
  const isPlain =
    value.trim() === value &&
    !value.startsWith('"') &&
    !/[\r\n]/.test(value) &&
    !needsEscapes(value) &&
    !value.includes('\ufffd');
  return isPlain ? value : inertJson(value).replaceAll('\ufffd', '\\ufffd');
}

/** What is wrong with a line, counted from 1, and what to do about it. */
export type Mistake = {
  readonly line: number;
  readonly message: string;
  readonly advice?: string | undefined;
};

/** Settings as they were edited. Those of wrong lines are missing. */
export type EditedSettings = {
  readonly settings: ProfileSettings;
  /** The line of each of these settings. */
  readonly lines: Readonly<Partial<Record<SettingName, number>>>;
  readonly mistakes: readonly Mistake[];
};

/** Reads what `settingsText` wrote, line by line. `profile` is the name of the profile it is for. */
export function readSettingsText(text: string, profile: string): EditedSettings {
  const settings: Partial<Record<SettingName, string>> = {};
  const lines: Partial<Record<SettingName, number>> = {};
  const mistakes: Mistake[] = [];
  for (const [i, content] of text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const line = i + 1;
    if (content.trim() === '' || content.trimStart().startsWith('#')) continue;
    try {
      const { name, value } = assignmentIn(content, profile);
      const first = lines[name];
      if (first !== undefined)
        throw new Failure('usage', `${name} was set on line ${first} already`, {
          advice: 'Keep one of them',
        });
      lines[name] = line;
      settings[name] = value;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      mistakes.push({ line, message: error.message, advice: error.more.advice });
    }
  }
  return { settings, lines, mistakes };
}

/** Throws Failure 'usage'. It never repeats a line that is not an assignment, because it may be a key. */
function assignmentIn(content: string, profile: string): { name: SettingName; value: string } {
  const at = content.indexOf('=');
  if (at === -1)
    throw new Failure('usage', 'This is not a setting', {
      advice: 'Write it like name = value, or put # before it',
    });
  const name = settingName(content.slice(0, at).trim());
  const value = valueFrom(content.slice(at + 1).trim(), name);
  if (value.trim() === '')
    throw new Failure('usage', `The value of ${name} is empty`, {
      advice: 'To remove the setting, put # before its line',
    });
  checkSetting(profile, name, value);
  return { name, value };
}

function valueFrom(text: string, name: SettingName): string {
  if (text.includes('\ufffd'))
    throw new Failure('usage', `The value of ${name} is not UTF-8`, { advice: 'Save the file as UTF-8' });
  if (!text.startsWith('"')) return text;
  const value = jsonOrNothing(text);
  if (typeof value === 'string') return value;
  throw new Failure('usage', `The value of ${name} begins with a quote but is not one text in quotes`, {
    advice: 'Write it without quotes, or close them and put \\ before quotes inside',
  });
}
