import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Io } from '../base/io.js';
import type { KeptKind } from '../config/kept/place.js';
import { type KeptRoot, keptPlaces, rootOf } from '../config/kept/places.js';

/** A file that cbase keeps, or a directory that is kept as a whole. */
export type KeptFile = {
  readonly path: string;
  readonly kind: KeptKind;
  readonly bytes: number;
  readonly changedMs: number;
  readonly mode: number;
  readonly uid: number;
};

/** A directory between a root and the files. */
export type KeptDirectory = Pick<KeptFile, 'path' | 'mode' | 'uid'>;

export type Kept = {
  readonly files: readonly KeptFile[];
  readonly directories: readonly KeptDirectory[];
  /** Paths of what no kind describes. */
  readonly unknown: readonly string[];
};

type Found = Readonly<Record<keyof Kept, unknown[]>> & {
  readonly files: KeptFile[];
  readonly directories: KeptDirectory[];
  readonly unknown: string[];
};

/** Everything in the directories of the settings and of the state. Links are not followed: what they lead to is the user's. */
export async function keptFiles(io: Pick<Io, 'env' | 'home'>): Promise<Kept> {
  const found: Found = { files: [], directories: [], unknown: [] };
  for (const root of ['config', 'state'] as const) await search(rootOf(io, root), '', kindsIn(root), found);
  return found;
}

/** The kind of a path below a root; that of a directory ends with a slash. */
type KindOf = (path: string) => KeptKind | undefined;

export function kindsIn(root: KeptRoot): KindOf {
  const kinds = keptPlaces[root].flatMap((place) => place.kinds);
  const patterns = kinds.flatMap((kind) => kind.paths.map((path) => ({ kind, pattern: patternOf(path) })));
  return (path) => patterns.find(({ pattern }) => pattern.test(path))?.kind;
}

function patternOf(path: string): RegExp {
  const parts = path.replace(/[.+?^${}()|[\]\\]/g, '\\$&').split('/');
  // A star alone is a whole name, so it is not empty.
  return new RegExp(
    `^${parts.map((part) => (part === '*' ? '[^/]+' : part.replaceAll('*', '[^/]*'))).join('/')}$`,
  );
}

async function search(root: string, below: string, kindOf: KindOf, found: Found): Promise<void> {
  const directory = join(root, below);
  for (const name of (await readdir(directory).catch(() => [])).sort()) {
    const relative = `${below}${name}`;
    const path = join(root, relative);
    // What is gone meanwhile is of no interest.
    const held = await lstat(path).catch(() => undefined);
    if (held === undefined || held.isSymbolicLink()) continue;
    const { mode, uid, mtimeMs: changedMs } = held;
    if (held.isDirectory()) {
      const kind = kindOf(`${relative}/`);
      if (kind === undefined) {
        found.directories.push({ path, mode, uid });
        await search(root, `${relative}/`, kindOf, found);
      } else found.files.push({ path, kind, bytes: await bytesIn(path), changedMs, mode, uid });
      continue;
    }
    const kind = kindOf(relative);
    if (kind === undefined) found.unknown.push(path);
    else found.files.push({ path, kind, bytes: held.size, changedMs, mode, uid });
  }
}

async function bytesIn(directory: string): Promise<number> {
  const names = await readdir(directory, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      lstat(join(directory, name)).then(
        (held) => (held.isFile() ? held.size : 0),
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
