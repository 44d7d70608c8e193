import { plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { type Profile, readProfile, type SettingName } from '../../config/profile.js';
import { safeBaseUrl, sourceOf } from '../../config/settings.js';
import { printDone } from '../../terminal/done.js';
import { writeErr } from '../../terminal/streams.js';
import { choiceNames } from '../shared/profile-choice.js';

/** Help text of the `setting` argument, shared by these commands. */
export const settingWords = 'bot, base-url, timeout, workspace, keep-runs or keep-sessions';

/** The effective value of a setting, and its source. */
export type Line = { readonly name: string; readonly value: string | null; readonly source: string | null };

/** How settings are shown. */
export const settingView = {
  columns: {
    name: ({ name }: Line) => name,
    value: ({ value }: Line) => value,
    source: ({ source }: Line) => source,
  },
  layout: { value: { kind: 'id' }, source: { grows: true, hides: 1 } } as const,
  raw: (line: Line) => line,
  id: ({ name }: Line) => name,
};

/** The profile in use. Throws Failure 'usage' when the chosen profile does not exist. */
export async function profileOf(io: Io, { profile }: Common): Promise<Profile> {
  return readProfile(io, profile, { needsKey: false });
}

export function lineOf(io: Io, options: Common, profile: Profile, name: SettingName): Line {
  const found = sourceOf(name, options, io.env, profile);
  return { name, value: found?.value ?? null, source: found?.source ?? null };
}

/** The profile that the settings come from, and what chose it. */
export function profileLine({ name, chosenBy }: Profile): Line {
  return { name: 'profile', value: name, source: choiceNames[chosenBy] };
}

/** Says that the key of a profile will not be sent to the base URL that the profile now has. */
export function tellKeyElsewhere(io: Io, { credentials }: Profile, baseUrl: string): void {
  const { origin } = safeBaseUrl(baseUrl);
  if (credentials === undefined || credentials.origin === origin) return;
  writeErr(
    io,
    `The key of this profile was stored for ${credentials.origin} and will not be sent to ${origin}`,
  );
}

export type SettingDeed = {
  readonly name: SettingName;
  /** One sentence for people on what was done. */
  readonly words: string;
};

/** Reports what was done, and whether another source overrides it. */
export async function reportSetting(
  io: Io,
  options: Common,
  profile: Profile,
  { name, words }: SettingDeed,
): Promise<void> {
  const { value, source } = lineOf(io, options, profile, name);
  const kind = sourceOf(name, options, io.env, profile)?.kind;
  if (kind === 'flag' || kind === 'variable')
    writeErr(io, plainLine(`${source} overrides this setting: ${name} is ${value}`));
  await printDone(io, options, { id: name, words, raw: { name, value, source } });
}
