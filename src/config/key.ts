import { readFile } from 'node:fs/promises';
import { diskFailure, Failure, MissingKey } from '../base/failure.js';
import type { KeySource } from '../base/key-source.js';
import type { Credentials, Profile } from './profile.js';
import type { Settings } from './settings.js';

export type Key = {
  readonly key: string;
  readonly source: KeySource;
};

/** Where a key is to be sent, and what says so. */
export type KeyPlace = Pick<Settings, 'baseUrl' | 'baseUrlFrom'>;

type Env = Readonly<Record<string, string | undefined>>;

/** The part of a key that may be shown: `…` and its last four characters; nothing of a short one. */
export function hint(key: string): string {
  return key.length < 12 ? '…' : `…${key.slice(-4)}`;
}

/** Whether the environment provides a key, so that the credentials file need not be read. */
export function isKeyInEnvironment(env: Env): boolean {
  return Boolean(env.CHATBASE_API_KEY_FILE || env.CHATBASE_API_KEY);
}

/**
 * The API key: from the profile if a flag names it, else from the file that CHATBASE_API_KEY_FILE names, else from
 * CHATBASE_API_KEY, else from the profile. There is no flag for the key, because every user of the machine can read
 * command-line arguments. Throws MissingKey when there is none, Failure 'auth' when the profile's key belongs to another origin.
 */
export async function findKey(env: Env, profile: Profile, place: KeyPlace): Promise<Key> {
  const own = profile.credentials;
  if (profile.isByFlag && own !== undefined) return ownKey(profile, own, place);
  const file = env.CHATBASE_API_KEY_FILE;
  if (file) return checkedKey(await fileText(file), { kind: 'variable', name: 'CHATBASE_API_KEY_FILE' });
  const key = env.CHATBASE_API_KEY;
  if (key) return checkedKey(key, { kind: 'variable', name: 'CHATBASE_API_KEY' });
  if (own === undefined) throw noKey(profile);
  return ownKey(profile, own, place);
}

function ownKey(profile: Profile, { key, origin }: Credentials, place: KeyPlace): Key {
  if (origin !== place.baseUrl.origin) throw foreignOrigin(profile, origin, place);
  return checkedKey(key, { kind: 'profile', name: `profile ${profile.name}` });
}

function noKey({ name, isNamed }: Profile): MissingKey {
  return new MissingKey(`No API key was found${isNamed ? ` in the profile ${name}` : ''}`, {
    advice: `Store one with: cbase auth login${isNamed ? ` --profile ${name}` : ''}; or set CHATBASE_API_KEY; or add --local to try cbase without an account`,
  });
}

/** Changing the base URL must not send the stored key to another origin. */
function foreignOrigin({ name }: Profile, stored: string, { baseUrl, baseUrlFrom }: KeyPlace): Failure {
  const isVariable = /^[A-Z_]+$/.test(baseUrlFrom);
  const from = isVariable || baseUrlFrom.startsWith('--') ? `, which ${baseUrlFrom} names` : '';
  const login = `cbase auth login --profile NAME --base-url ${baseUrl.href}`;
  return new Failure(
    'auth',
    `The key of the profile ${name} was stored for ${stored}, not for ${baseUrl.origin}${from}`,
    {
      advice: isVariable
        ? `Unset ${baseUrlFrom} to use the profile as it is, or log in to the other server: ${login}`
        : `Log in with another profile: ${login}`,
    },
  );
}

async function fileText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error) => {
    const failure = diskFailure(error, `Cannot read ${path}, named by CHATBASE_API_KEY_FILE`, true);
    if (!(failure instanceof Failure)) throw failure;
    const advice = 'Set CHATBASE_API_KEY_FILE to a file that contains the key, or unset it';
    throw new Failure(failure.kind, failure.message, { ...failure.more, advice });
  });
}

/** Detects text that is often copied along with a key, with advice on removing it. */
function keyHabit(key: string): readonly [what: string, advice: string] | undefined {
  if (/^(export\s+|set\s+)?[A-Za-z_][A-Za-z0-9_]*\s*=/.test(key) && !/^[^=]+=+$/.test(key))
    return ['has the form NAME=KEY', 'Remove the name and the equals sign'];
  if (/^(["'`\u2018\u201c]).*(["'`\u2019\u201d])$/s.test(key)) return ['is in quotes', 'Remove the quotes'];
  if (/^bearer\s/i.test(key)) return ['begins with "Bearer"', 'Remove that word'];
  return undefined;
}

/**
 * A key without surrounding whitespace. Throws Failure 'usage' for a value that cannot be sent in a header; the message does
 * not repeat the value, because it may contain most of a real key.
 */
export function checkedKey(text: string, source: KeySource): Key {
  const key = text.trim();
  const habit = keyHabit(key);
  if (habit !== undefined)
    throw new Failure('usage', `The key in ${source.name} ${habit[0]}`, { advice: habit[1] });
  if (/^[\x21-\x7e]{1,512}$/.test(key)) return { key, source };
  const wrong = key === '' ? 'is empty' : 'contains spaces, line breaks or non-ASCII characters';
  throw new Failure('usage', `The key in ${source.name} ${wrong}`, {
    advice: 'Copy it again from the Chatbase dashboard',
  });
}
