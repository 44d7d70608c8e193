import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createDirectory } from './create.js';
import { openDraft } from './draft.js';
import { placeDraft, refuseTaken } from './place.js';

/** A file that is written next to its final path and moved into place when it is complete. */
export type ReplacedFile = {
  readonly write: (text: string) => Promise<void>;
  /** Moves the complete file into place; until then the old file stays. */
  readonly commit: () => Promise<void>;
  /** Removes the draft and leaves the old file. Does nothing after a commit. */
  readonly abandon: () => Promise<void>;
};

/**
 * Starts a file that will be moved to `path` once it is complete. `mark` distinguishes its draft from those of other runs.
 * Throws Failure 'usage' when `path` already exists (unless `force`), or when it is not a regular file.
 */
export async function replaceFile(path: string, mark: string, force: boolean): Promise<ReplacedFile> {
  await refuseTaken(path, force);
  const draft = await openDraft(`${path}.${mark}.partial`, path);
  let isPlaced = false;
  return {
    write: draft.write,
    commit: async () => {
      await draft.close();
      await placeDraft(draft.path, path, force);
      isPlaced = true;
    },
    abandon: async () => {
      if (!isPlaced) await draft.discard();
    },
  };
}

/** Writes a text file atomically. Throws like `replaceFile`. */
export async function putText(
  path: string,
  text: string,
  { mark, force }: { readonly mark: string; readonly force: boolean },
): Promise<void> {
  const file = await replaceFile(path, mark, force);
  try {
    await file.write(text);
    await file.commit();
  } finally {
    await file.abandon();
  }
}

/** Writes a JSON file atomically. The caller must hold a lock, because all callers use the same draft name. */
export async function putJson(path: string, value: unknown): Promise<void> {
  const mark = 'own';
  await createDirectory(dirname(path), 'state');
  await rm(`${path}.${mark}.partial`, { force: true });
  await putText(path, `${JSON.stringify(value, null, 1)}\n`, { mark, force: true });
}
