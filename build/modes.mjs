import { chmodSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';

/**
 * Gives every file of the package the mode that git would record for it, whatever the umask was when it was written: npm packs the
 * modes, and two builds of a commit shall give the same tarball.
 */
export function setModes(root) {
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const paths = globSync(['package.json', ...files], { cwd: root, absolute: true, dot: true });
  for (const path of paths) {
    const { mode } = statSync(path);
    const wanted = mode & 0o100 ? 0o755 : 0o644;
    if ((mode & 0o777) !== wanted) chmodSync(path, wanted);
  }
}
