import { Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { isObject } from '../base/json.js';
import { credentialsFile, settingsFile } from './paths.js';
import { changeStore, damaged, readStore, type Stored, type StoreWorld } from './store.js';

/** The settings a profile may hold, under the names of their flags. */
export const settingNames = ['bot', 'base-url', 'timeout'] as const;
export type SettingName = (typeof settingNames)[number];
export type ProfileSettings = Readonly<Partial<Record<SettingName, string>>>;

/** A key and the only origin it may be sent to. */
export type Credentials = { readonly key: string; readonly origin: string };

export type Profile = {
  readonly name: string;
  /** Whether the user named it; the one that nobody named is `default`. */
  readonly isNamed: boolean;
  /** Whether it was named on the command line, where it outranks the environment. */
  readonly isByFlag: boolean;
  readonly settings: ProfileSettings;
  readonly credentials: Credentials | undefined;
};

type ProfileWorld = Pick<Io, 'env' | 'home' | 'uid'>;

/** The name a user asked for. Throws Failure 'usage' for one that cannot be a name. */
export function profileName(flag: string | undefined, env: Io['env']): string {
  const name = flag ?? (env.CBASE_PROFILE || 'default');
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name)) return name;
  throw new Failure('usage', `"${name}" cannot be the name of a profile`, {
    advice: 'Use letters, digits, - and _',
  });
}

/**
 * The profile in use. The file of keys is read only when `needsKey`. Throws Failure 'usage' when one was named that does not
 * exist (unless it `mayBeNew`), or when a file is damaged.
 */
export async function readProfile(
  world: ProfileWorld,
  flag: string | undefined,
  {
    needsKey = true,
    mayBeNew = false,
    onNotice,
  }: { needsKey?: boolean; mayBeNew?: boolean; onNotice?: (text: string) => void } = {},
): Promise<Profile> {
  const name = profileName(flag, world.env);
  const isNamed = flag !== undefined || Boolean(world.env.CBASE_PROFILE);
  const [settingsPath, keysPath] = [
    settingsFile(world.env, world.home),
    credentialsFile(world.env, world.home),
  ];
  const settings = profilesIn(await readStore(world, settingsPath, onNotice), settingsPath);
  const keys =
    needsKey || (isNamed && !mayBeNew)
      ? profilesIn(await readStore(world, keysPath, onNotice), keysPath)
      : {};
  if (isNamed && !mayBeNew && !Object.hasOwn(settings, name) && !Object.hasOwn(keys, name))
    throw unknown(name, [...Object.keys(settings), ...Object.keys(keys)]);
  return {
    name,
    isNamed,
    isByFlag: flag !== undefined,
    settings: settingsIn(own(settings, name)),
    credentials: credentialsIn(own(keys, name)),
  };
}

function unknown(name: string, known: readonly string[]): Failure {
  const names = [...new Set(known)].sort();
  return new Failure('usage', `There is no profile "${name}"`, {
    advice:
      names.length === 0
        ? `Make it with: cbase auth login --profile ${name}`
        : `Choose from: ${names.join(', ')}; or make it with: cbase auth login --profile ${name}`,
  });
}

/** Throws Failure 'usage' for profiles of another shape: what is not understood must not look like nothing. */
function profilesIn({ profiles = {} }: Stored, path: string): Readonly<Record<string, unknown>> {
  const isUnderstood = isObject(profiles) && Object.values(profiles).every(isProfile);
  if (isUnderstood) return profiles;
  throw damaged(path, 'is damaged: its profiles are not what cbase wrote');
}

function isProfile(held: unknown): boolean {
  const isText = (value: unknown) => value === undefined || typeof value === 'string';
  if (!isObject(held) || !Object.values(held).every(isText)) return false;
  return (held.key === undefined) === (held.origin === undefined);
}

/** A profile may be called `constructor`. */
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

function credentialsIn({ key, origin }: Readonly<Record<string, unknown>>): Credentials | undefined {
  return typeof key === 'string' && typeof origin === 'string' ? { key, origin } : undefined;
}

type WritingWorld = StoreWorld & ProfileWorld;
type Fields = Readonly<Record<string, unknown>>;

/** Changes one setting of a profile; `undefined` removes it. */
export async function changeSetting(
  world: WritingWorld,
  profile: string,
  name: SettingName,
  value: string | undefined,
): Promise<void> {
  const path = settingsFile(world.env, world.home);
  await changeStore(path, world, {
    change: (stored) =>
      withProfile(stored, path, profile, ({ [name]: _, ...others }) =>
        value === undefined ? others : { ...others, [name]: value },
      ),
  });
}

/**
 * Stores the key of a profile with its origin. A file of keys that is damaged is moved aside, not lost; resolves with where
 * it is then.
 */
export function storeCredentials(
  world: WritingWorld,
  profile: string,
  credentials: Credentials,
): Promise<string | undefined> {
  const path = credentialsFile(world.env, world.home);
  const setAsideAs = new Date(world.now()).toISOString().replace(/[-:]|\..*/g, '') + world.uuid().slice(-4);
  return changeStore(path, world, {
    change: (stored) => withProfile(stored, path, profile, () => credentials),
    isWhole: (stored) => profilesIn(stored, path) !== undefined,
    setAsideAs,
  });
}

/** Forgets the key of a profile. With the last one goes the file, and whatever was left of it. */
export async function removeCredentials(world: WritingWorld, profile: string): Promise<void> {
  const path = credentialsFile(world.env, world.home);
  await changeStore(path, world, {
    forgets: true,
    change: (stored) => {
      const left = withProfile(stored, path, profile, () => ({}));
      return Object.keys(profilesIn(left, path)).length === 0 ? undefined : left;
    },
  });
}

/** What is stored with one profile changed; a profile that holds nothing is none. */
function withProfile(stored: Stored, path: string, name: string, change: (held: Fields) => object): Stored {
  const profiles = new Map(Object.entries(profilesIn(stored, path)));
  const changed = change(own(profilesIn(stored, path), name));
  if (Object.keys(changed).length === 0) profiles.delete(name);
  else profiles.set(name, changed);
  return { ...stored, profiles: Object.fromEntries(profiles) };
}
