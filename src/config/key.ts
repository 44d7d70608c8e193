import { readFile } from 'node:fs/promises';
import { diskFailure, Failure } from '../base/failure.js';
import type { KeySource } from '../base/key-source.js';
import type { Credentials, Profile } from './profile.js';

export type Key = {
  readonly key: string;
  readonly source: KeySource;
};

type Env = Readonly<Record<string, string | undefined>>;

/** As much of a key as may be shown: `…` and its last four characters; of a short one nothing. */
export function hint(key: string): string {
  return key.length < 12 ? '…' : `…${key.slice(-4)}`;
}

/** Whether the environment holds a key, so that no file has to be read for one. */
export function isKeyInEnvironment(env: Env): boolean {
  return Boolean(env.CHATBASE_API_KEY_FILE || env.CHATBASE_API_KEY);
}

/**
 * The API key: from a profile that was named by a flag, else from the file that CHATBASE_API_KEY_FILE names, else from
 * CHATBASE_API_KEY, else from the profile. There is no flag for it: arguments are readable by every user of the machine. Throws Failure 'auth' when there is none, or when
 * the profile's key belongs to another origin.
 */
export async function findKey(env: Env, profile: Profile, baseUrl: URL): Promise<Key> {
  const own = profile.credentials;
  if (profile.isByFlag && own !== undefined) return ownKey(profile, own, baseUrl);
  const file = env.CHATBASE_API_KEY_FILE;
  if (file) return checkedKey(await fileText(file), { kind: 'variable', name: 'CHATBASE_API_KEY_FILE' });
  const key = env.CHATBASE_API_KEY;
  if (key) return checkedKey(key, { kind: 'variable', name: 'CHATBASE_API_KEY' });
  if (own === undefined) throw noKey(profile);
  return ownKey(profile, own, baseUrl);
}

function ownKey(profile: Profile, { key, origin }: Credentials, baseUrl: URL): Key {
  if (origin !== baseUrl.origin) throw foreignOrigin(profile, origin, baseUrl);
  return checkedKey(key, { kind: 'profile', name: `profile ${profile.name}` });
}

function noKey({ name, isNamed }: Profile): Failure {
  return new Failure('auth', `No API key was found${isNamed ? ` in the profile ${name}` : ''}`, {
    advice: `Store one with: cbase auth login${isNamed ? ` --profile ${name}` : ''}; or set CHATBASE_API_KEY; or try everything without an account by adding --local`,
  });
}

/** Whoever can move the address must not get the key (fault S-11). */
function foreignOrigin({ name }: Profile, stored: string, asked: URL): Failure {
  return new Failure(
    'auth',
    `The key of the profile ${name} was stored for ${stored}, not for ${asked.origin}`,
    {
      advice: `Log in there under another name: cbase auth login --profile NAME --base-url ${asked.href}`,
    },
  );
}

async function fileText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error) => {
    throw diskFailure(error, `CHATBASE_API_KEY_FILE names ${path}, which cannot be read`, true);
  });
}

/** What people copy along with a key, and how to leave it out. */
function keyHabit(key: string): readonly [what: string, advice: string] | undefined {
  if (/^(export\s+|set\s+)?[A-Za-z_][A-Za-z0-9_]*\s*=/.test(key) && !/^[^=]+=+$/.test(key))
    return ['is written as NAME=KEY', 'Leave out the name and the equals sign: give the key alone'];
  if (/^(["'`\u2018\u201c]).*(["'`\u2019\u201d])$/s.test(key))
    return ['is in quotes', 'Leave out the quotes'];
  if (/^bearer\s/i.test(key)) return ['begins with "Bearer"', 'Leave that word out: give the key alone'];
  return undefined;
}

/**
 * A key without the blanks around it. Throws Failure 'usage' for what no header can carry; the message does not repeat the
 * value, because whatever is wrong with it, it is most of a key.
 */
export function checkedKey(text: string, source: KeySource): Key {
  const key = text.trim();
  const habit = keyHabit(key);
  if (habit !== undefined)
    throw new Failure('usage', `The key in ${source.name} ${habit[0]}`, { advice: habit[1] });
  if (/^[\x21-\x7e]{1,512}$/.test(key)) return { key, source };
  const wrong = key === '' ? 'is empty' : 'holds blanks, line breaks or characters outside ASCII';
  throw new Failure('usage', `The key in ${source.name} ${wrong}`, {
    advice: 'Copy it again from the Chatbase dashboard',
  });
}
