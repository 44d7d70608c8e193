import { rmSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFailure } from '../../base/failure.js';
import { createDirectory, refused, writeFile } from '../../base/files/create.js';
import type { Io } from '../../base/io.js';
import { configDirectory, spoolName } from '../../config/paths.js';
import { type Editor, openEditor } from '../../terminal/editor.js';

/**
 * A text as the user leaves it in the editor. It stands in a private directory of its own, so that what an editor writes beside
 * it is removed, too. Throws what `openEditor` throws, and Failure 'disk'.
 */
export async function editedText(io: Io, editor: Editor, text: string): Promise<string> {
  const parent = configDirectory(io.env, io.home);
  const directory = join(parent, `.editing-${spoolName(io)}`);
  await createDirectory(parent, 'config');
  const forget = io.atExit(() => rmSync(directory, { recursive: true, force: true }));
  try {
    await mkdir(directory, { mode: 0o700 }).catch((error) => {
      throw refused(error, parent, 'config');
    });
    const path = join(directory, 'settings.conf');
    await writeFile(path, text);
    await openEditor(io, editor, path);
    return await readFile(path, 'utf8').catch((error) => {
      throw diskFailure(error, path, true);
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
    forget();
  }
}
