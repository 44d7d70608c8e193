import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createDirectory } from './create.js';
import { openDraft } from './draft.js';
import { placeDraft, refuseTaken } from './place.js';

/** A file that is written beside its place and takes it when it is whole. */
export type ReplacedFile = {
  readonly write: (text: string) => Promise<void>;
  /** Puts the whole file in its place; until then the old one is there. */
  readonly commit: () => Promise<void>;
  /** Leaves the old file and nothing else. May be called after a commit. */
  readonly abandon: () => Promise<void>;
};

/**
 * Begins a file that will stand at `path` once it is whole. `mark` tells it from those of other runs. Throws Failure 'usage'
 * when something is there already (unless `force`), or when it is not a file of the ordinary kind.
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

/** Puts a text in its place, whole or not at all. Throws as `replaceFile` does. */
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

/** Puts JSON in its place. Whoever calls it holds a lock: there is one draft, and nobody else is at it. */
export async function putJson(path: string, value: unknown): Promise<void> {
  const mark = 'own';
  await createDirectory(dirname(path), 'state');
  await rm(`${path}.${mark}.partial`, { force: true });
  await putText(path, `${JSON.stringify(value, null, 1)}\n`, { mark, force: true });
}
