import { readFile } from 'node:fs/promises';
import { inertJson } from '../../base/escape/terminal.js';
import { diskFailure, Failure } from '../../base/failure.js';
import { openDraft } from '../../base/files/draft.js';
import { refuseTaken } from '../../base/files/place.js';
import { putText } from '../../base/files/replace.js';
import { isObject, jsonOrNothing } from '../../base/json.js';
import type { Item } from './items.js';

/** One line of output: the reply to one prompt. */
export type Line = { readonly id: string; readonly ok: boolean; readonly [field: string]: unknown };

/** Writes the output. Every line is fsynced before its prompt counts as done. */
export type BatchOutput = {
  readonly write: (line: Line) => Promise<void>;
  /** Rewrites the lines in the order of the prompts, each id once; lines of other prompts follow them. */
  readonly finish: (items: readonly Item[]) => Promise<void>;
};

/** What an earlier run left in the output file, which is not open yet. */
export type Earlier = {
  /** The complete lines. A partial last line, left by a process that died, is dropped. */
  readonly text: string | undefined;
  readonly lines: ReadonlyMap<string, Line>;
};

/** Reads the `--out` file. Throws Failure 'usage' if it exists and `resumes` is false. */
export async function earlierLines(path: string, resumes: boolean): Promise<Earlier> {
  await refuseTaken(path, true);
  const text = await textAt(path);
  if (text !== undefined && !resumes)
    throw new Failure('usage', `${path} already exists`, {
      advice: 'Continue it with --resume, or name another file',
    });
  const whole = text?.slice(0, text.lastIndexOf('\n') + 1);
  return { text: whole, lines: new Map(linesIn(whole ?? '', path).map((line) => [line.id, line])) };
}

/** True for a prompt that was answered completely before: the same text under the same id, by the requested model. */
export function isAnswered({ id, input }: Item, model: string | undefined, { lines }: Earlier): boolean {
  const line = lines.get(id);
  const isOther = model !== undefined && line?.model !== undefined && line.model !== model;
  return line?.ok === true && !isOther && JSON.stringify(line.input) === JSON.stringify(input);
}

/**
 * Opens the output file, or resumes it: lines are appended as they arrive and sorted into the order of the prompts at the
 * end.
 */
export async function openOutput(path: string, earlier: Earlier, mark: string): Promise<BatchOutput> {
  const lines = new Map(earlier.lines);
  const file = await openDraft(
    path,
    path,
    earlier.text === undefined ? undefined : Buffer.byteLength(earlier.text),
  );
  let queue: Promise<void> = Promise.resolve();
  return {
    write: (line) => {
      lines.set(line.id, line);
      // Replies arrive concurrently, but lines must be written one at a time.
      queue = queue.then(async () => {
        await file.write(`${inertJson(line)}\n`);
        await file.sync();
      });
      return queue;
    },
    finish: async (items) => {
      await queue.catch(() => {});
      await file.close();
      const ids = new Set([...items.map(({ id }) => id), ...lines.keys()]);
      const ordered = [...ids].flatMap((id) => lines.get(id) ?? []);
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
      throw new Failure('usage', `${path}, line ${i + 1} is not batch output, so nothing was added`, {
        advice: 'Name another file with --out',
      });
    });
}
