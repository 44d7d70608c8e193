import { readFile } from 'node:fs/promises';
import type { WhetherToAsk } from '../base/asking.js';
import { quoted } from '../base/escape/shell.js';
import { diskFailure, Failure, MissingKey } from '../base/failure.js';
import type { Io } from '../base/io.js';
import type { KeySource } from '../base/key-source.js';
import type { Credentials, Profile } from './profile.js';
import type { Settings } from './settings.js';

export type Key = {
  readonly key: string;
  readonly source: KeySource;
};

/** Where a key is to be sent, and what says so; and how long a key command may take. */
export type KeyPlace = Pick<Settings, 'baseUrl' | 'baseUrlFrom' | 'timeoutMs'>;

/** What finding a key needs of the outside. */
export type KeyDeps = Pick<Io, 'stdin' | 'stderr' | 'env' | 'home' | 'sleep' | 'outputOf' | 'interrupt'>;

/** How a key command may behave. */
export type KeyOptions = {
  /** The flags that decide whether it may ask for a password. */
  readonly asking?: WhetherToAsk;
  /** Told what cbase waits for. */
  readonly onNotice?: (text: string) => void;
};

type Env = Readonly<Record<string, string | undefined>>;

/** The part of a key that may be shown: `…` and its last four characters; nothing of a short one. */
export function hint(key: string): string {
  return key.length < 12 ? '…' : `…${key.slice(-4)}`;
}

/** The variable that provides the key, so that the credentials file need not be read; `undefined` if none does. */
export function keyVariable(env: Env): 'CHATBASE_API_KEY_FILE' | 'CHATBASE_API_KEY' | undefined {
  if (env.CHATBASE_API_KEY_FILE) return 'CHATBASE_API_KEY_FILE';
  return env.CHATBASE_API_KEY ? 'CHATBASE_API_KEY' : undefined;
}

/**
 * The API key: from the profile if a flag names it, else from the file that CHATBASE_API_KEY_FILE names, else from
 * CHATBASE_API_KEY, else from the profile, which holds the key or a command that prints it. There is no flag for the key, because
 * every user of the machine can read command-line arguments. Throws MissingKey when there is none, Failure 'auth' when the
 * profile's key belongs to another origin; and what `printedKey` throws.
 */
export async function findKey(
  deps: KeyDeps,
  profile: Profile,
  place: KeyPlace,
  options: KeyOptions = {},
): Promise<Key> {
  const { env } = deps;
  const own = profile.credentials;
  if (profile.isByFlag && own !== undefined) return keyOfProfile(deps, profile, place, options);
  const variable = keyVariable(env);
  const source = { kind: 'variable', name: variable ?? '' } as const;
  if (variable === 'CHATBASE_API_KEY_FILE') return checkedKey(await fileText(env[variable] ?? ''), source);
  if (variable !== undefined) return checkedKey(env[variable] ?? '', source);
  return keyOfProfile(deps, profile, place, options);
}

/** The key of the profile, whatever the environment says. Throws as `findKey`. */
export async function keyOfProfile(
  deps: KeyDeps,
  profile: Profile,
  place: KeyPlace,
  options: KeyOptions = {},
): Promise<Key> {
  const own = profile.credentials;
  if (own === undefined) throw noKey(profile, place);
  if (own.origin !== place.baseUrl.origin) throw foreignOrigin(profile, own, place);
  if (own.keyCommand !== undefined)
    return keyOfCommand(deps, own.keyCommand, { ...options, timeoutMs: place.timeoutMs });
  return checkedKey(own.key, { kind: 'profile', name: `profile ${profile.name}` });
}

/** The key that a command prints. Throws as `printedKey`, and Failure 'usage' for something that cannot be a key. */
export async function keyOfCommand(
  deps: KeyDeps,
  command: string,
  { asking = {}, onNotice = () => {}, timeoutMs }: KeyOptions & Pick<KeyPlace, 'timeoutMs'>,
): Promise<Key> {
  const { commandSource, printedKey } = await import('./key-command.js');
  return checkedKey(await printedKey(deps, command, { asking, onNotice, timeoutMs }), commandSource(command));
}

function noKey({ name, isNamed }: Profile, { baseUrl, baseUrlFrom }: KeyPlace): MissingKey {
  // A key is stored for a server: without the flag it would be that of another one.
  const server = baseUrlFrom.startsWith('--') ? ` --base-url ${quoted(baseUrl.href)}` : '';
  return new MissingKey(`No API key was found${isNamed ? ` in the profile ${name}` : ''}`, {
    advice: `Store one with: cbase auth login${isNamed ? ` --profile ${quoted(name)}` : ''}${server}; or set CHATBASE_API_KEY; or add --local to try cbase without an account`,
  });
}

/** Changing the base URL must not send the stored key to another origin. */
function foreignOrigin(
  { name }: Profile,
  { origin: stored }: Credentials,
  { baseUrl, baseUrlFrom }: KeyPlace,
): Failure {
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
  const subject = `The key ${source.command === undefined ? 'in' : 'from'} ${source.name}`;
  if (habit !== undefined) throw new Failure('usage', `${subject} ${habit[0]}`, { advice: habit[1] });
  if (/^[\x21-\x7e]{1,512}$/.test(key)) return { key, source };
  const wrong = key === '' ? 'is empty' : 'contains spaces, line breaks or non-ASCII characters';
  throw new Failure('usage', `${subject} ${wrong}`, {
    advice:
      source.command === undefined
        ? 'Copy it again from the Chatbase dashboard'
        : 'Change the command so that it prints the key and nothing else',
  });
}
