import { createHash } from 'node:crypto';
import { isAbsolute, join } from 'node:path';
import { hash } from '../base/hash.js';

type Env = Readonly<Record<string, string | undefined>>;

/** `$XDG_CONFIG_HOME/cbase`, by default `~/.config/cbase`: settings and keys. */
export function configDirectory(env: Env, home: string): string {
  const xdg = env.XDG_CONFIG_HOME;
  return xdg !== undefined && isAbsolute(xdg) ? join(xdg, 'cbase') : join(home, '.config', 'cbase');
}

export function settingsFile(env: Env, home: string): string {
  return join(configDirectory(env, home), 'config.json');
}

export function credentialsFile(env: Env, home: string): string {
  return join(configDirectory(env, home), 'credentials.json');
}

/** Credits per reply set by the user, which override the built-in table. */
export function modelsFile(env: Env, home: string): string {
  return join(configDirectory(env, home), 'models.json');
}

/** Cached knowledge about servers. */
export function learnedFile(env: Env, home: string): string {
  return join(stateDirectory(env, home), 'learned.json');
}

/**
 * The bots that an account had when they were listed last, under a name that tells neither origin nor key: 32 bits are too few
 * to find a key by. Two accounts could share a name, so what the file says is only a guess, which the server corrects.
 */
export function knownBotsFile(
  env: Env,
  home: string,
  { origin, key }: { readonly origin: string; readonly key: string },
): string {
  // Not of node:crypto, which takes longer to load than the file takes to read.
  const name = hash(`${origin} ${key}`, 0).toString(16).padStart(8, '0');
  return join(stateDirectory(env, home), 'bots', `${name}.json`);
}

/** Names for the completion, by what they belong to; named like the known bots, by what tells neither origin nor key. */
export function namesFile(
  env: Env,
  home: string,
  {
    kind,
    ...owner
  }: { readonly kind: string } & Readonly<Record<'origin' | 'profile' | 'key' | 'bot', string>>,
): string {
  const { origin, profile, key, bot } = owner;
  const name = hash(JSON.stringify([origin, profile, key, bot]), 0)
    .toString(16)
    .padStart(8, '0');
  return join(stateDirectory(env, home), 'names', `${kind}-${name}.json`);
}

/** `$XDG_STATE_HOME/cbase`, by default `~/.local/state/cbase`: runs and the data of the embedded emulator. */
export function stateDirectory(env: Env, home: string): string {
  const xdg = env.XDG_STATE_HOME;
  // The XDG specification says to ignore relative paths.
  return xdg !== undefined && isAbsolute(xdg) ? join(xdg, 'cbase') : join(home, '.local', 'state', 'cbase');
}

export function runsDirectory(env: Env, home: string): string {
  return join(stateDirectory(env, home), 'runs');
}

/** The spool directory: encoded contacts waiting to be sent; removed when the import ends. */
export function spoolDirectory(env: Env, home: string): string {
  return join(stateDirectory(env, home), 'spool');
}

type Process = {
  readonly host: string;
  readonly pid: number;
  readonly now: () => number;
  readonly uuid: () => string;
};

/** The name of this process's spool, from which other processes can tell whether it is still running. */
export function spoolName({ host, pid, now, uuid }: Process): string {
  return `${host.replace(/[^A-Za-z0-9.]/g, '_')}~${pid}~${now()}~${uuid()}`;
}

const copyPrefix = '.cbase-input-';

/** The name of a copy of an input, with its process, like that of a spool. */
export function inputCopyName(process: Process): string {
  return `${copyPrefix}${spoolName(process)}`;
}

/** True for a spool, or for what else is named like one, whose process is gone: by process id on this machine, after a week on any other. */
export function isLeftSpool(
  name: string,
  { host, isAlive, now }: Pick<Process, 'host' | 'now'> & { readonly isAlive: (pid: number) => boolean },
): boolean {
  const ofProcess = name.startsWith(copyPrefix) ? name.slice(copyPrefix.length) : name;
  const [of = '', pid = '', began = ''] = ofProcess.split('~');
  const isHere = of === host.replace(/[^A-Za-z0-9.]/g, '_');
  return (isHere && !isAlive(Number(pid))) || now() - Number(began) > 7 * 86_400_000;
}

/** All lock files of imports. */
export function locksRoot(env: Env, home: string): string {
  return join(stateDirectory(env, home), 'locks');
}

/** Lock files of the runs that change the contacts of one bot, identified by `origin` and `bot`. */
export function locksDirectory(env: Env, home: string, origin: string, bot: string): string {
  const name = createHash('sha256').update(`${origin} ${bot}`).digest('hex').slice(0, 16);
  return join(locksRoot(env, home), name);
}

export function localDataFile(env: Env, home: string): string {
  return join(stateDirectory(env, home), 'emulator', 'local.db');
}

/** Saved chat sessions, one file each. */
export function sessionsDirectory(env: Env, home: string): string {
  return join(stateDirectory(env, home), 'sessions');
}

/** Spools of webhook listeners, one directory each. */
export function webhooksDirectory(env: Env, home: string): string {
  return join(stateDirectory(env, home), 'webhooks');
}

/** The input history of the chat, for the arrow keys. */
export function typedFile(env: Env, home: string): string {
  return join(stateDirectory(env, home), 'chat-history.jsonl');
}

/** The answers picked in comparisons. */
export function picksFile(env: Env, home: string): string {
  return join(stateDirectory(env, home), 'picks.jsonl');
}

/** Caches of answers to tests, one directory each. */
export function answersDirectory(env: Env, home: string): string {
  return join(stateDirectory(env, home), 'answers');
}

/** Data that exports keep between runs: their states, and the progress of interrupted ones. */
export function exportsDirectory(env: Env, home: string): string {
  return join(stateDirectory(env, home), 'exports');
}

/** Receipts of erased persons, one file each. */
export function receiptsDirectory(env: Env, home: string): string {
  return join(stateDirectory(env, home), 'receipts');
}

/** What was trained last from this machine, one file for each bot of an origin. */
export function trainingFile(env: Env, home: string, origin: string, bot: string): string {
  const name = createHash('sha256').update(`${origin} ${bot}`).digest('hex').slice(0, 16);
  return join(stateDirectory(env, home), 'trainings', `${name}.json`);
}
