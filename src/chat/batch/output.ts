import { readFile, stat } from 'node:fs/promises';
import { diskFailure, Failure } from '../../failure.js';
import { openDraft, putText, refuseTaken } from '../../files.js';
import { inertJson } from '../../inert/plain.js';
import { isObject, jsonOrNothing } from '../../json.js';

/** A line of output: the reply to one prompt. */
export type Line = { readonly id: string; readonly ok: boolean; readonly [field: string]: unknown };

/** Where lines go. Every line is on the disk before the next prompt counts as done. */
export type BatchOutput = {
  readonly write: (line: Line) => Promise<void>;
  /** Puts the lines into the order of the prompts, each id once; those of other prompts stay behind them. */
  readonly finish: (ids: readonly string[]) => Promise<void>;
  /** What an earlier run answered in full, by id. */
  readonly done: ReadonlyMap<string, Line>;
};

/**
 * A file of lines that can be gone on with: lines are added as they come, and at the end they stand in the order of the prompts.
 * Half a line at its end, of a process that died, is dropped. Throws Failure 'usage' for a file that is there and not to be
 * gone on with.
 */
export async function batchFile(path: string, resumes: boolean, mark: string): Promise<BatchOutput> {
  const text = resumes ? await textAt(path) : undefined;
  if (text === undefined) await refuseTaken(path, false);
  const whole = text?.slice(0, text.lastIndexOf('\n') + 1) ?? '';
  const lines = new Map(linesIn(whole, path).map((line) => [line.id, line]));
  const done = new Map([...lines].filter(([, { ok }]) => ok));
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  const file = await openDraft(path, path, isThere ? Buffer.byteLength(whole) : undefined);
  let queue: Promise<void> = Promise.resolve();
  return {
    done,
    write: (line) => {
      lines.set(line.id, line);
      // Several replies come at once, and the file takes one line after the other.
      queue = queue.then(async () => {
        await file.write(`${inertJson(line)}\n`);
        await file.sync();
      });
      return queue;
    },
    finish: async (ids) => {
      await queue.catch(() => {});
      await file.close();
      const ordered = [...new Set([...ids, ...lines.keys()])].flatMap((id) => lines.get(id) ?? []);
      await putText(path, ordered.map((line) => `${inertJson(line)}\n`).join(''), { mark, force: true });
    },
  };
}

async function textAt(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throw diskFailure(error, path, true);
  });
}

function linesIn(text: string, path: string): readonly Line[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line, i) => {
      const value = jsonOrNothing(line);
      if (isObject(value) && typeof value.id === 'string' && typeof value.ok === 'boolean')
        return value as Line;
      throw new Failure('usage', `${path}, line ${i + 1} is no line of a batch, so nothing is added to it`, {
        advice: 'Name another --out',
      });
    });
}
