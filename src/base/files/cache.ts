import { rename, rm, writeFile } from 'node:fs/promises';

/** Whole or not at all for every reader; not fsynced, because what a power failure takes is fetched again. For its owner only. */
export async function replaceCached(path: string, text: string, mark: string): Promise<void> {
  const draft = `${path}.${mark}.partial`;
  try {
    await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
