import { readFile } from 'node:fs/promises';
import { inertJson } from '../../base/escape/terminal.js';
import { diskFailure, Failure } from '../../base/failure.js';
import { openDraft } from '../../base/files/draft.js';
import { refuseTaken } from '../../base/files/place.js';
import { putText } from '../../base/files/replace.js';
import { isObject, jsonOrNothing } from '../../base/json.js';
import type { Item } from './items.js';

/** A line of output: the reply to one prompt. */
export type Line = { readonly id: string; readonly ok: boolean; readonly [field: string]: unknown };

/** Where lines go. Every line is on the disk before the next prompt counts as done. */
export type BatchOutput = {
  readonly write: (line: Line) => Promise<void>;
  /** Puts the lines into the order of the prompts, each id once; those of other prompts stay behind them. */
  readonly finish: (items: readonly Item[]) => Promise<void>;
};

/** What an earlier run left in a file; nothing was opened yet. */
export type Earlier = {
  /** The lines that are whole. Half a line at the end, of a process that died, is dropped. */
  readonly text: string | undefined;
  readonly lines: ReadonlyMap<string, Line>;
};

/** Reads the file of `--out`. Throws Failure 'usage' for one that is there and not to be gone on with. */
export async function earlierLines(path: string, resumes: boolean): Promise<Earlier> {
  await refuseTaken(path, true);
  const text = await textAt(path);
  if (text !== undefined && !resumes)
    throw new Failure('usage', `${path} already exists`, {
      advice: 'Go on with it with --resume, or name another file',
    });
  const whole = text?.slice(0, text.lastIndexOf('\n') + 1);
  return { text: whole, lines: new Map(linesIn(whole ?? '', path).map((line) => [line.id, line])) };
}

/** True for a prompt that was answered in full before: the same words under the same id, by the model that is named. */
export function isAnswered({ id, input }: Item, model: string | undefined, { lines }: Earlier): boolean {
  const line = lines.get(id);
  const isOther = model !== undefined && line?.model !== undefined && line.model !== model;
  return line?.ok === true && !isOther && JSON.stringify(line.input) === JSON.stringify(input);
}

/**
 * Opens a file of lines, or goes on with one: lines are added as they come, and at the end they stand in the order of the
 * prompts.
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
      // Several replies come at once, and the file takes one line after the other.
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
      throw new Failure('usage', `${path}, line ${i + 1} is no line of a batch, so nothing is added to it`, {
        advice: 'Name another --out',
      });
    });
}
