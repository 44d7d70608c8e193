import { createHash } from 'node:crypto';
import { isAbsolute, join } from 'node:path';

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

/** Credits per reply that the user knows better than the table of this version. */
export function modelsFile(env: Env, home: string): string {
  return join(configDirectory(env, home), 'models.json');
}

/** What was learned about a server, so that it need not be asked again. */
export function learnedFile(env: Env, home: string): string {
  return join(stateDirectory(env, home), 'learned.json');
}

/** `$XDG_STATE_HOME/cbase`, by default `~/.local/state/cbase`: runs and the data of the embedded emulator. */
export function stateDirectory(env: Env, home: string): string {
  const xdg = env.XDG_STATE_HOME;
  // The XDG specification asks to ignore a relative path.
  return xdg !== undefined && isAbsolute(xdg) ? join(xdg, 'cbase') : join(home, '.local', 'state', 'cbase');
}

export function runsDirectory(env: Env, home: string): string {
  return join(stateDirectory(env, home), 'runs');
}

/** Where the contacts of an import lie while it lasts: nobody's report, and removed at its end. */
export function spoolDirectory(env: Env, home: string): string {
  return join(stateDirectory(env, home), 'spool');
}

type Process = {
  readonly host: string;
  readonly pid: number;
  readonly now: () => number;
  readonly uuid: () => string;
};

/** What a process calls its own spool, so that others can tell whether it still runs. */
export function spoolName({ host, pid, now, uuid }: Process): string {
  return `${host.replace(/[^A-Za-z0-9.]/g, '_')}~${pid}~${now()}~${uuid()}`;
}

/** True for a spool whose process is gone: of this machine by its number, of any other after a week. */
export function isLeftSpool(
  name: string,
  { host, isAlive, now }: Pick<Process, 'host' | 'now'> & { readonly isAlive: (pid: number) => boolean },
): boolean {
  const [of = '', pid = '', began = ''] = name.split('~');
  const isHere = of === host.replace(/[^A-Za-z0-9.]/g, '_');
  return (isHere && !isAlive(Number(pid))) || now() - Number(began) > 7 * 86_400_000;
}

/** Where the runs that change the contacts of a bot are written down while they last. `origin` and `bot` name it. */
export function locksDirectory(env: Env, home: string, origin: string, bot: string): string {
  const name = createHash('sha256').update(`${origin} ${bot}`).digest('hex').slice(0, 16);
  return join(stateDirectory(env, home), 'locks', name);
}

export function localDataFile(env: Env, home: string): string {
  return join(stateDirectory(env, home), 'emulator', 'local.db');
}

/** The conversations that were held here, a file for each. */
export function sessionsDirectory(env: Env, home: string): string {
  return join(stateDirectory(env, home), 'sessions');
}

/** What was typed into the chat, for the arrow keys. */
export function typedFile(env: Env, home: string): string {
  return join(stateDirectory(env, home), 'chat-history.jsonl');
}

/** Which answer was picked in which comparison. */
export function picksFile(env: Env, home: string): string {
  return join(stateDirectory(env, home), 'picks.jsonl');
}

/** Where exports keep what they know from one run to the next: their states, and how far an interrupted one came. */
export function exportsDirectory(env: Env, home: string): string {
  return join(stateDirectory(env, home), 'exports');
}
