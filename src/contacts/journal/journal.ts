import { crc32 } from 'node:zlib';
import { createFile, type WrittenFile } from '../../base/files/create.js';
import { takeThePlaceOf } from '../../base/files/place.js';
import type { JournalEvent } from './events.js';

/** The write-ahead log of a run: each intent is on disk before it is carried out, and each outcome before it counts. */
export type Journal = {
  /**
   * Adds a line and resolves once it and all lines before it are on disk. After the first disk error every call rejects
   * with that error: what a failed fsync has stored is unknown (and a second fsync would falsely succeed).
   */
  readonly append: (event: JournalEvent) => Promise<void>;
  /** Adds a line that the next `append` writes to disk; until then it may be lost without harm. */
  readonly note: (event: JournalEvent) => void;
  readonly close: () => Promise<void>;
};

/** Where a run writes down what it does; nowhere in a dry run. */
export type RunLog = Journal | undefined;

export type JournalDeps = { readonly now: () => number; readonly uuid: () => string };

/** Creates the journal of a new run. Throws Failure 'usage' when one exists, 'disk' when it cannot be written. */
export async function beginJournal(path: string, deps: JournalDeps): Promise<Journal> {
  return journalIn(await createFile(path), '', deps);
}

/**
 * Continues a journal from its complete lines, in a new file that replaces the old one: a process that was presumed dead
 * and writes again writes to a file that is no longer in use.
 */
export async function continueJournal(
  path: string,
  lines: AsyncIterable<readonly string[]>,
  deps: JournalDeps,
): Promise<Journal> {
  const file = await createFile(`${path}.${deps.uuid()}.partial`);
  let last = '';
  for await (const some of lines) {
    await file.write(some.map((line) => `${line}\n`).join(''));
    last = some.at(-1) ?? last;
  }
  await takeThePlaceOf(path, file);
  return journalIn(file, sumIn(last), deps);
}

type Waiting = { readonly resolve: () => void; readonly reject: (error: unknown) => void };

function journalIn(file: WrittenFile, lastSum: string, deps: JournalDeps): Journal {
  let sum = lastSum;
  let lines: string[] = [];
  let waiting: Waiting[] = [];
  let trouble: unknown;
  let writing: Promise<void> | undefined;

  const add = (event: JournalEvent) => {
    const line = summedLine({ at: new Date(deps.now()).toISOString(), ...event }, sum);
    sum = sumIn(line);
    lines.push(line);
  };
  /** One write and one fsync for everything that arrived during the previous ones. */
  const write = async () => {
    while (lines.length > 0 && trouble === undefined) {
      const served = waiting;
      const text = lines.map((line) => `${line}\n`).join('');
      [lines, waiting] = [[], []];
      try {
        await file.write(text);
        await file.sync();
        for (const { resolve } of served) resolve();
      } catch (error) {
        trouble = error;
        for (const { reject } of [...served, ...waiting]) reject(error);
      }
    }
    writing = undefined;
  };
  return {
    append: (event) =>
      new Promise((resolve, reject) => {
        if (trouble !== undefined) return reject(trouble);
        add(event);
        waiting.push({ resolve, reject });
        writing ??= write();
      }),
    note: add,
    close: async () => {
      if (trouble === undefined && lines.length > 0) writing ??= write();
      await writing;
      await file.close();
    },
  };
}

const sumStart = ',"sum":"';

/** A JSON line that ends with a checksum of itself and all lines before it: no line can change, vanish or move unnoticed. */
export function summedLine(content: object, before: string): string {
  const body = JSON.stringify(content).slice(0, -1);
  return `${body}${sumStart}${checksum(body, before)}"}`;
}

/** The content of a line whose checksum is correct; `undefined` otherwise. */
export function contentOf(line: string, before: string): unknown {
  const body = line.slice(0, line.lastIndexOf(sumStart));
  if (body === '' || line !== `${body}${sumStart}${checksum(body, before)}"}`) return undefined;
  return JSON.parse(`${body}}`) as unknown;
}

/** Eight hex digits; empty before the first line. */
export function sumIn(line: string): string {
  return line.slice(line.lastIndexOf(sumStart) + sumStart.length, -2);
}

function checksum(body: string, before: string): string {
  return crc32(body, Number.parseInt(before || '0', 16))
    .toString(16)
    .padStart(8, '0');
}
