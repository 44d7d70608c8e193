import { inertJson, plainLine } from '../base/escape/terminal.js';
import type { Io } from '../base/io.js';
import { checkFields, formatOf, type OutputOptions, printFields, printList } from './output.js';
import { writeOut } from './streams.js';

/** Something that was done. */
export type Deed = {
  /** What it was done to. */
  readonly id: string;
  /** One sentence for people, without a full stop. */
  readonly words: string;
  /** What the API answered. */
  readonly raw: object;
};

/** Prints what was done: a sentence on a terminal; the id and all that was answered for programs. */
export async function printDone(io: Io, options: OutputOptions, deed: Deed): Promise<void> {
  const json = { ...deed.raw, ok: true, id: deed.id };
  switch (formatOf(io, options)) {
    case 'table':
      return writeOut(io, `${plainLine(deed.words)}.\n`);
    case 'json':
      return writeOut(io, `${inertJson(json, 2)}\n`);
    default:
      return printList(io, options, { ...view, raw: () => json }, [deed]);
  }
}

/** Throws Failure 'usage' for fields that a deed has not. */
export function checkDeedFields(options: OutputOptions): void {
  checkFields(options, view);
}

/** Prints the names that --fields knows of deeds; nothing is done for it. */
export async function printDeedFields(io: Io, options: OutputOptions): Promise<undefined> {
  return printFields(io, options, view);
}

const view = {
  columns: { id: ({ id }: Deed) => id, done: ({ words }: Deed) => words },
  raw: ({ raw }: Deed) => raw,
  id: ({ id }: Deed) => id,
};
