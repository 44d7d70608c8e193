import { Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { isObject } from '../base/json.js';
import { credentialsFile, settingsFile } from './paths.js';
import { changeStore, damaged, readStore, type StoreDeps, type Stored } from './store.js';

/** The settings a profile may contain, named like their flags. */
export const settingNames = [
  'bot',
  'base-url',
  'timeout',
  'workspace',
  'keep-runs',
  'keep-sessions',
] as const;
export type SettingName = (typeof settingNames)[number];
export type ProfileSettings = Readonly<Partial<Record<SettingName, string>>>;

/** A key, or the command that prints it, and the only origin it may be sent to. */
export type Credentials = { readonly origin: string } & (
  | { readonly key: string; readonly keyCommand?: undefined }
  | { readonly key?: undefined; readonly keyCommand: string }
);

/** What chose a profile: `--profile`, CBASE_PROFILE, `cbase profile use`, or nothing. */
export type ProfileChoice = 'flag' | 'variable' | 'use' | 'default';

export type Profile = {
  readonly name: string;
  readonly chosenBy: ProfileChoice;
  /** Whether the user chose it explicitly; otherwise it is `default`. */
  readonly isNamed: boolean;
  /** Whether it was chosen with a flag, which makes it override the environment. */
  readonly isByFlag: boolean;
  readonly settings: ProfileSettings;
  readonly credentials: Credentials | undefined;
};

type ProfileDeps = Pick<Io, 'env' | 'home' | 'uid'>;

type Choice = Pick<Profile, 'name' | 'chosenBy'>;

const usualName = 'default';

/** The chosen profile: flag over environment over `cbase profile use`. Throws Failure 'usage' for an invalid name. */
function choiceOf(flag: string | undefined, env: Io['env'], stored: Stored, path: string): Choice {
  const { profile: used } = stored;
  if (used !== undefined && typeof used !== 'string')
    throw damaged(path, 'is corrupt: its profile has an unexpected format');
  const variable = env.CBASE_PROFILE || undefined;
  if (flag !== undefined) return { name: validName(flag), chosenBy: 'flag' };
  if (variable !== undefined) return { name: validName(variable), chosenBy: 'variable' };
  if (used !== undefined) return { name: validName(used), chosenBy: 'use' };
  return { name: usualName, chosenBy: 'default' };
}

function validName(name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name)) return name;
  throw new Failure('usage', `"${name}" is not a valid profile name`, {
    advice: 'Use letters, digits, - and _',
  });
}

/**
 * The profile in use. The credentials file is read only if `needsKey`. Throws Failure 'usage' when the chosen profile does
 * not exist (unless it `mayBeNew`), or when a file is corrupt.
 */
export async function readProfile(
  deps: ProfileDeps,
  flag: string | undefined,
  {
    needsKey = true,
    mayBeNew = false,
    onNotice,
  }: { needsKey?: boolean; mayBeNew?: boolean; onNotice?: (text: string) => void } = {},
): Promise<Profile> {
  const [settingsPath, keysPath] = [settingsFile(deps.env, deps.home), credentialsFile(deps.env, deps.home)];
  const stored = await readStore(deps, settingsPath, onNotice);
  const { name, chosenBy } = choiceOf(flag, deps.env, stored, settingsPath);
  const isNamed = chosenBy !== 'default';
  const settings = profilesIn(stored, settingsPath);
  const keys =
    needsKey || (isNamed && !mayBeNew) ? profilesIn(await readStore(deps, keysPath, onNotice), keysPath) : {};
  if (isNamed && !mayBeNew && !Object.hasOwn(settings, name) && !Object.hasOwn(keys, name))
    throw unknown(name, [...Object.keys(settings), ...Object.keys(keys)]);
  return {
    name,
    chosenBy,
    isNamed,
    isByFlag: chosenBy === 'flag',
    settings: settingsIn(own(settings, name)),
    credentials: credentialsIn(own(keys, name)),
  };
}

/** All profiles, and which one is chosen, whether it exists or not. */
export type Profiles = {
  readonly chosen: Choice;
  readonly all: readonly Pick<Profile, 'name' | 'settings' | 'credentials'>[];
};

/** Reads all profiles, sorted by name. Throws Failure 'usage' when a file is corrupt. */
export async function readProfiles(deps: ProfileDeps, flag: string | undefined): Promise<Profiles> {
  const [settingsPath, keysPath] = [settingsFile(deps.env, deps.home), credentialsFile(deps.env, deps.home)];
  const stored = await readStore(deps, settingsPath);
  const settings = profilesIn(stored, settingsPath);
  const keys = profilesIn(await readStore(deps, keysPath), keysPath);
  const names = [...new Set([...Object.keys(settings), ...Object.keys(keys)])].sort();
  return {
    chosen: choiceOf(flag, deps.env, stored, settingsPath),
    all: names.map((name) => ({
      name,
      settings: settingsIn(own(settings, name)),
      credentials: credentialsIn(own(keys, name)),
    })),
  };
}

/** Makes a profile the one that is used where neither flag nor environment chooses. Throws Failure 'usage' for an unknown one. */
export async function useProfile(deps: WritingDeps, name: string): Promise<void> {
  const known = (await readProfiles(deps, undefined)).all.map((one) => one.name);
  if (name !== usualName && !known.includes(name)) throw unknown(validName(name), known);
  await changeStore(settingsFile(deps.env, deps.home), deps, {
    change: ({ profile: _, ...others }) => (name === usualName ? others : { ...others, profile: name }),
  });
}

function unknown(name: string, known: readonly string[]): Failure {
  const names = [...new Set(known)].sort();
  return new Failure('usage', `There is no profile "${name}"`, {
    advice:
      names.length === 0
        ? `Create it with: cbase auth login --profile ${name}`
        : `Choose from: ${names.join(', ')}; or create it with: cbase auth login --profile ${name}`,
  });
}

/** Throws Failure 'usage' for an unexpected structure, which must not be mistaken for an empty file. */
function profilesIn({ profiles = {} }: Stored, path: string): Readonly<Record<string, unknown>> {
  const isUnderstood = isObject(profiles) && Object.values(profiles).every(isProfile);
  if (isUnderstood) return profiles;
  throw damaged(path, 'is corrupt: its profiles have an unexpected format');
}

function isProfile(held: unknown): boolean {
  const isText = (value: unknown) => value === undefined || typeof value === 'string';
  if (!isObject(held) || !Object.values(held).every(isText)) return false;
  const keys = [held.key, held.keyCommand].filter((value) => value !== undefined);
  return keys.length === (held.origin === undefined ? 0 : 1);
}

/** Looks up own properties only: a profile may be named `constructor`. */
function own(profiles: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  const held = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  return isObject(held) ? held : {};
}

function settingsIn(held: Readonly<Record<string, unknown>>): ProfileSettings {
  const texts = settingNames
    .map((name) => [name, held[name]] as const)
    .filter(([, value]) => typeof value === 'string');
  return Object.fromEntries(texts) as ProfileSettings;
}

function credentialsIn(held: Readonly<Record<string, unknown>>): Credentials | undefined {
  const { key, keyCommand, origin } = held;
  if (typeof origin !== 'string') return undefined;
  if (typeof keyCommand === 'string') return { keyCommand, origin };
  return typeof key === 'string' ? { key, origin } : undefined;
}

type WritingDeps = StoreDeps & ProfileDeps;
type Fields = Readonly<Record<string, unknown>>;

/** Changes one setting of a profile; `undefined` removes it. */
export async function changeSetting(
  deps: WritingDeps,
  profile: string,
  name: SettingName,
  value: string | undefined,
): Promise<void> {
  const path = settingsFile(deps.env, deps.home);
  await changeStore(path, deps, {
    change: (stored) =>
      withProfile(stored, path, profile, ({ [name]: _, ...others }) =>
        value === undefined ? others : { ...others, [name]: value },
      ),
  });
}

/** Settings as they were when their user began to change them, and as they should be. */
export type SettingsChange = { readonly before: ProfileSettings; readonly after: ProfileSettings };

/** The names of the settings that differ. */
export function changedSettings({ before, after }: SettingsChange): readonly SettingName[] {
  return settingNames.filter((name) => before[name] !== after[name]);
}

/** Another process has changed the same settings meanwhile. */
export class SettingsClash extends Failure {
  constructor(
    profile: string,
    clashes: readonly SettingName[],
    /** What the profile holds now. */
    readonly held: ProfileSettings,
  ) {
    const facts = clashes.map((name) => `${name} is now ${held[name] ?? 'not set'}`);
    super('usage', `The profile ${profile} was changed meanwhile: ${facts.join(', ')}`, {
      advice: 'Save again to replace it',
    });
  }
}

/**
 * Changes the settings of a profile that differ, in one step, and resolves with all that it then has: other processes may have
 * changed others. Throws SettingsClash if they have changed the same ones, and then changes nothing.
 */
export async function changeSettings(
  deps: WritingDeps,
  profile: string,
  edit: SettingsChange,
): Promise<ProfileSettings> {
  const { before, after } = edit;
  const path = settingsFile(deps.env, deps.home);
  const changed = changedSettings(edit);
  let result: ProfileSettings = {};
  await changeStore(path, deps, {
    change: (stored) =>
      withProfile(stored, path, profile, (fields) => {
        const held = settingsIn(fields);
        const clashes = changed.filter((name) => held[name] !== before[name] && held[name] !== after[name]);
        if (clashes.length > 0) throw new SettingsClash(profile, clashes, held);
        const next = Object.entries(fields).filter(([name]) => !changed.some((one) => one === name));
        const values = changed.flatMap((name) => (after[name] === undefined ? [] : [[name, after[name]]]));
        const all = Object.fromEntries([...next, ...values]);
        result = settingsIn(all);
        return all;
      }),
  });
  return result;
}

/**
 * Stores the key of a profile, or its key command, with its origin, in place of what was there. A corrupt credentials file is renamed, not lost; resolves with its new path.
 */
export function storeCredentials(
  deps: WritingDeps,
  profile: string,
  credentials: Credentials,
): Promise<string | undefined> {
  const path = credentialsFile(deps.env, deps.home);
  const setAsideAs = new Date(deps.now()).toISOString().replace(/[-:]|\..*/g, '') + deps.uuid().slice(-4);
  return changeStore(path, deps, {
    change: (stored) => withProfile(stored, path, profile, () => credentials),
    isWhole: (stored) => profilesIn(stored, path) !== undefined,
    setAsideAs,
  });
}

/** Deletes the key or the key command of a profile; after the last one, also the file and all copies of it. */
export async function removeCredentials(deps: WritingDeps, profile: string): Promise<void> {
  const path = credentialsFile(deps.env, deps.home);
  await changeStore(path, deps, {
    forgets: true,
    change: (stored) => {
      const left = withProfile(stored, path, profile, () => ({}));
      return Object.keys(profilesIn(left, path)).length === 0 ? undefined : left;
    },
  });
}

/** The stored data with one profile changed; an empty profile is removed. */
function withProfile(stored: Stored, path: string, name: string, change: (held: Fields) => object): Stored {
  const profiles = new Map(Object.entries(profilesIn(stored, path)));
  const changed = change(own(profilesIn(stored, path), name));
  if (Object.keys(changed).length === 0) profiles.delete(name);
  else profiles.set(name, changed);
  return { ...stored, profiles: Object.fromEntries(profiles) };
}
