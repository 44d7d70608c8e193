import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { Script } from 'node:vm';
import { hash } from '../base/hash.js';
import { openPack, type Pack, packed } from './pack.js';

/** What of the process a cache depends on. */
export type Host = Pick<
  NodeJS.Process,
  'env' | 'version' | 'arch' | 'execArgv' | 'pid' | 'getuid' | 'uptime' | 'once'
>;

/** What V8 has compiled of the chunks of one build, kept for the next process. */
export type CodeCache = {
  /** The compiled code of a chunk, or nothing if there is none. */
  readonly codeOf: (chunk: string) => Buffer | undefined;
  /** Remembers a chunk that this process has loaded, so that its code can be kept when the process ends. */
  readonly loaded: (chunk: string, script: Script) => void;
};

/** V8 drops code that has not run for some time: at the end of a long process, little is left of its start. */
const longestRunS = 10;
/** How many builds, and versions of Node, may have a cache at the same time. */
const maxBuilds = 4;

/**
 * The code cache of a build, a file in `$XDG_CACHE_HOME/cbase/code`, by default `~/.cache/cbase/code`. `entry` is the text of the
 * file that the build starts with: it names the others by the hash of their content, and so tells one build from another.
 *
 * There is none without a home directory, in a file that others may have written (they could plant code there), and with
 * NODE_DISABLE_COMPILE_CACHE, which turns off Node's own. A cache is only a help: nothing that goes wrong with it is an error.
 */
export function codeCache(host: Host, entry: string): CodeCache | undefined {
  const { env } = host;
  const directory = directoryIn(env);
  if (directory === undefined || (env.NODE_DISABLE_COMPILE_CACHE ?? '') !== '') return undefined;
  const file = join(directory, nameOf(entry, host));
  const state = stateOf(directory, host);
  if (state === 'open') return undefined;
  const kept = state === 'private' ? attempt(() => openPack(file)) : undefined;
  const scripts = new Map<string, Script>();
  let isComplete = true;
  host.once('exit', () => {
    if (isComplete || host.uptime() > longestRunS) return;
    const draft = `${file}.${host.pid}`;
    attempt(() => keep({ file, draft }, kept, scripts));
  });
  return {
    codeOf: (chunk) => kept && attempt(() => kept.block(chunk)),
    loaded: (chunk, script) => {
      scripts.set(chunk, script);
      // `undefined` without code, `true` if V8 cannot use it.
      if (script.cachedDataRejected !== false) isComplete = false;
    },
  };
}

function directoryIn(env: Host['env']): string | undefined {
  const [xdg, home] = [env.XDG_CACHE_HOME ?? '', env.HOME ?? ''];
  if (isAbsolute(xdg)) return join(xdg, 'cbase', 'code');
  // A home directory that does not exist is not for cbase to create.
  return isAbsolute(home) && existsSync(home) ? join(home, '.cache', 'cbase', 'code') : undefined;
}

/** V8 rejects what was compiled with other flags; a file of its own spares writing it again and again. */
function nameOf(entry: string, { version, arch, env, execArgv }: Host): string {
  const build = [entry, version, arch, env.NODE_OPTIONS, ...execArgv];
  return hash(build.join('\n'), 0).toString(16).padStart(8, '0');
}

/** Whether a directory is ours alone. On Windows this cannot be told, so there it never is. */
function stateOf(directory: string, { getuid }: Host): 'missing' | 'private' | 'open' {
  if (getuid === undefined) return 'open';
  const found = attempt(() => statSync(directory, { throwIfNoEntry: false }) ?? 'missing') ?? 'open';
  if (typeof found === 'string') return found;
  return found.uid === getuid() && (found.mode & 0o022) === 0 ? 'private' : 'open';
}

type Places = { readonly file: string; readonly draft: string };

/** Writes what was kept before and what this process has compiled. */
function keep({ file, draft }: Places, kept: Pack | undefined, scripts: ReadonlyMap<string, Script>): void {
  const codes = new Map<string, Buffer>();
  for (const chunk of kept?.names ?? []) {
    const code = scripts.has(chunk) ? undefined : kept?.block(chunk);
    if (code !== undefined) codes.set(chunk, code);
  }
  for (const [chunk, script] of scripts) codes.set(chunk, script.createCachedData());
  createDirectories(dirname(file));
  writeFileSync(draft, packed(codes), { mode: 0o600, flag: 'wx' });
  renameSync(draft, file);
  if (kept === undefined) removeOldBuilds(file);
}

/** One by one: below some directories, such as /proc, Node's `recursive` never returns. */
function createDirectories(directory: string): void {
  const above = dirname(directory);
  for (const one of [dirname(above), above, directory]) if (!existsSync(one)) mkdirSync(one, { mode: 0o700 });
}

function removeOldBuilds(newest: string): void {
  const directory = dirname(newest);
  const others = readdirSync(directory)
    .filter((name) => name !== basename(newest))
    .map((name) => ({ name, time: statSync(join(directory, name)).mtimeMs }))
    .sort((one, other) => other.time - one.time);
  for (const { name } of others.slice(maxBuilds - 1)) rmSync(join(directory, name), { force: true });
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
