import { isAbsolute, join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** `$XDG_STATE_HOME/cbase`, by default `~/.local/state/cbase`: runs and the data of the embedded emulator. */
export function stateDirectory(env: Env, home: string): string {
  const xdg = env.XDG_STATE_HOME;
  // The XDG specification asks to ignore a relative path.
  return xdg !== undefined && isAbsolute(xdg) ? join(xdg, 'cbase') : join(home, '.local', 'state', 'cbase');
}

export function runsDirectory(env: Env, home: string): string {
  return join(stateDirectory(env, home), 'runs');
}

export function localDataFile(env: Env, home: string): string {
  return join(stateDirectory(env, home), 'emulator', 'local.db');
}
