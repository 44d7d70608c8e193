import { lstat, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { Failure } from '../base/failure.js';

/** The directories that tools may use, without symbolic links. Throws Failure 'usage' for one that is none. */
export async function openRoots(directories: readonly string[]): Promise<readonly string[]> {
  const roots: string[] = [];
  for (const directory of directories) {
    const root = await realpath(directory).catch(() => undefined);
    const isDirectory = root !== undefined && (await stat(root)).isDirectory();
    if (!isDirectory)
      throw new Failure('usage', `--root ${directory} is not a directory`, { advice: 'Check the path' });
    roots.push(root);
  }
  return [...new Set(roots)];
}

/** The real path of a file that exists in a root. Throws Failure 'usage' for any other. */
export async function fileInRoots(roots: readonly string[], path: string): Promise<string> {
  const asked = placeIn(roots, path);
  const real = await realpath(asked).catch(() => undefined);
  // Whether a file outside exists is not told either.
  if (real === undefined || !isWithin(roots, real)) throw outside(roots, path, 'There is no file');
  if (!(await stat(real)).isFile())
    throw new Failure('usage', `"${path}" is not a regular file`, { advice: 'Name a file' });
  return real;
}

/** The real path of a new file in a root. Throws Failure 'usage' for any other, and for a file that exists. */
export async function newFileInRoots(roots: readonly string[], path: string): Promise<string> {
  if (/[{}]/.test(path))
    throw new Failure('usage', `"${path}" contains a placeholder`, { advice: 'Write the whole file name' });
  const asked = placeIn(roots, path);
  const directory = await realpath(dirname(asked)).catch(() => undefined);
  if (directory === undefined || !isWithin(roots, directory))
    throw outside(roots, path, 'There is no directory');
  const target = join(directory, basename(asked));
  const isThere = await lstat(target).then(
    () => true,
    () => false,
  );
  if (isThere)
    throw new Failure('usage', `"${path}" exists, and tools never replace a file`, {
      advice: 'Choose another name',
    });
  return target;
}

/** A relative path is one below the first root. */
function placeIn(roots: readonly string[], path: string): string {
  const [first] = roots;
  if (first === undefined)
    throw new Failure('refused', 'cbase mcp was started without --root, so it uses no files', {
      advice: 'Ask the user to start it with --root DIRECTORY',
    });
  if (path === '' || path.split(/[\\/]/).includes('..'))
    throw outside(roots, path, 'No path with ".." is used, and there is no file');
  const asked = isAbsolute(path) ? resolve(path) : resolve(first, path);
  return asked;
}

function isWithin(roots: readonly string[], path: string): boolean {
  return roots.some((root) => path === root || path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`));
}

function outside(roots: readonly string[], path: string, what: string): Failure {
  return new Failure('usage', `${what} "${path}" that tools may use`, {
    advice: `Name one below ${roots.join(' or ')}`,
  });
}
