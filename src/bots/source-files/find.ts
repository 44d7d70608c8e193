import { type Dirent, readdir as readDirectory, type readdir, type Stats, stat as statOf } from 'node:fs';
import { lstat, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { quoted } from '../../base/escape/shell.js';
import { diskFailure, Failure, isSystemError } from '../../base/failure.js';
import type { Io } from '../../base/io.js';

/** A file to read: its path, or `-` for stdin, and its name in messages and in the text. */
export type FoundFile = {
  readonly path: string;
  /** Relative to the working directory, with slashes; of a file elsewhere, what the pattern left open: no text depends on where a machine keeps it. */
  readonly name: string;
};

/**
 * The files that sources mean: paths, glob patterns, patterns to leave out (`!drafts/**`), and `-`. The order is that of the
 * sources; the matches of a pattern are sorted by character code, so that neither file system nor locale matters. Each file
 * is found once, however many names it has. Throws Failure 'usage' for a pattern that matches nothing, a directory, a file that is
 * not there, and a directory that cannot be read.
 */
export async function findFiles(io: Io, sources: readonly string[]): Promise<readonly FoundFile[]> {
  const ignored: string[] = [];
  const wanted: string[] = [];
  for (const source of sources)
    if (source.startsWith('!') && !(await isThere(source))) ignored.push(source.slice(1));
    else wanted.push(source);
  const found = new Map<string, FoundFile>();
  for (const source of wanted)
    for (const file of await filesOf(io, source, ignored)) {
      const own = file.path === '-' ? '-' : await realpath(file.path).catch(() => file.path);
      if (!found.has(own)) found.set(own, file);
    }
  if (found.size > 0) return [...found.values()];
  throw new Failure('usage', 'The sources leave every file out', {
    advice: 'Name the files to train with, such as --source "docs/**/*.md"',
  });
}

async function filesOf(io: Io, source: string, ignored: readonly string[]): Promise<readonly FoundFile[]> {
  if (source.trim() === '' && !(await isThere(source)))
    throw new Failure('usage', '--source is empty', {
      advice: 'Name a file, a pattern such as "docs/**/*.md", or - for stdin',
    });
  if (source === '-') return [{ path: '-', name: 'stdin' }];
  const isPattern = /[*?[\]{}]/.test(source);
  // If a file has the literal name of the pattern, it is that file.
  if (isPattern && !(await isThere(source))) return matchesOf(io, source, ignored);
  await refuseDirectory(source);
  return (await isLeftOut(source, ignored)) ? [] : [{ path: source, name: shownName(source) }];
}

/** A shell that expands patterns names each file; those are left out as well. */
async function isLeftOut(path: string, ignore: readonly string[]): Promise<boolean> {
  if (ignore.length === 0) return false;
  const { escapePath, glob } = await import('tinyglobby');
  const all = await glob(escapePath(path), { dot: true, expandDirectories: false, ignore });
  return all.length === 0;
}

/** The name of a file for messages, for the text and for the record of a training; of one elsewhere, that below `base`. */
function shownName(path: string, base = dirname(path)): string {
  const name = relative('', path);
  const isElsewhere = name.startsWith('..') || isAbsolute(name);
  return (isElsewhere ? relative(base, path) : name).replaceAll('\\', '/');
}

async function refuseDirectory(path: string): Promise<void> {
  // A link that leads nowhere is a file that cannot be read.
  const there = await stat(path)
    .catch(() => lstat(path))
    .catch((error) => {
      throw diskFailure(error, path, true);
    });
  if (!there.isDirectory()) return;
  throw new Failure('usage', `${path} is a directory`, {
    advice: `Name the files in it, such as --source ${quoted(join(path, '**/*.md'))}`,
  });
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function matchesOf(io: Io, pattern: string, ignore: readonly string[]): Promise<readonly FoundFile[]> {
  const { glob } = await import('tinyglobby');
  const fs = watchedReaddir();
  const paths = await glob(pattern, {
    ...{ dot: false, onlyFiles: true, expandDirectories: false, followSymbolicLinks: false },
    ...{ ignore, fs: { readdir: fs.readdir }, signal: io.interrupt.soft },
  });
  io.interrupt.soft.throwIfAborted();
  const [problem] = fs.problems;
  // Training with a part of the files would take the rest from the bot.
  if (problem !== undefined) throw diskFailure(problem.error, problem.path, true);
  if (paths.length > 0)
    return paths.sort(byCode).map((path) => ({ path, name: shownName(path, fixedPart(pattern)) }));
  const isAllLeftOut = ignore.length > 0 ? ' that is not left out' : '';
  throw new Failure('usage', `No file matches ${pattern}${isAllLeftOut}`, {
    advice: 'Check the pattern; a pattern in quotes is not expanded by the shell',
  });
}

/** The directory that a pattern begins with. */
function fixedPart(pattern: string): string {
  return dirname(pattern.split(/[*?[\]{}]/)[0]?.concat('x') ?? '');
}

function byCode(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

type Problem = { readonly error: NodeJS.ErrnoException; readonly path: string };
type Callback = (error: NodeJS.ErrnoException | null, entries: Dirent[]) => void;

/**
 * A `readdir` that keeps the errors which the search would pass over in silence, and that shows a symbolic link as a file unless it leads
 * to a directory: links to directories are not followed, so that no loop and nothing outside is walked.
 */
function watchedReaddir() {
  const problems: Problem[] = [];
  const watched = (path: string, options: { withFileTypes: true }, callback: Callback) =>
    readDirectory(path, options, (error, entries = []) => {
      // A pattern below a directory that is not there matches nothing.
      if (error !== null && error.code !== 'ENOENT') problems.push({ error, path });
      if (error !== null) return callback(error, []);
      void Promise.all(entries.map((entry) => linkAsFile(path, entry))).then((all) => callback(null, all));
    });
  return { problems, readdir: watched as unknown as typeof readdir };
}

async function linkAsFile(directory: string, entry: Dirent): Promise<Dirent> {
  if (!entry.isSymbolicLink()) return entry;
  const target = await new Promise<Stats | undefined>((resolve) =>
    statOf(join(directory, entry.name), (error, stats) => resolve(isSystemError(error) ? undefined : stats)),
  );
  if (target?.isDirectory()) return entry;
  // What leads nowhere is a file that cannot be read: an error when it is opened, if it matches.
  const is = (kind: boolean) => () => kind;
  return Object.assign(Object.create(entry), { isFile: is(true), isSymbolicLink: is(false) }) as Dirent;
}
