import { inertJson, plainLine } from '../base/escape/terminal.js';
import type { Io } from '../base/io.js';
import { widthOf } from '../base/width.js';
import { fittedMessage } from './message.js';
import { checkFields, formatOf, type OutputOptions, printFields, printList } from './output.js';
import { writeOut } from './streams.js';

/** A completed action. */
export type Deed = {
  /** The id of the object it acted on. */
  readonly id: string;
  /** One sentence for people, without a period. */
  readonly words: string;
  /** The API response. */
  readonly raw: object;
};

/** Prints a completed action: a sentence on a terminal; the id and the whole response for programs. */
export async function printDone(io: Io, options: OutputOptions, deed: Deed): Promise<void> {
  const json = { ...deed.raw, ok: true, id: deed.id };
  switch (formatOf(io, options)) {
    case 'table':
      return writeOut(io, `${sentenceFor(io, deed)}\n`);
    case 'json':
      return writeOut(io, `${inertJson(json, 2)}\n`);
    default:
      return printList(io, options, { ...view, raw: () => json }, [deed]);
  }
}

function sentenceFor({ stdout }: Io, { words }: Deed): string {
  const sentence = `${plainLine(words)}.`;
  return stdout.isTTY ? fittedMessage(sentence, widthOf(stdout)) : sentence;
}

/** Throws Failure 'usage' for unknown fields. */
export function checkDeedFields(options: OutputOptions): void {
  checkFields(options, view);
}

/** Prints the field names of an action without performing it. */
export async function printDeedFields(io: Io, options: OutputOptions): Promise<undefined> {
  return printFields(io, options, view);
}

const view = {
  columns: { id: ({ id }: Deed) => id, done: ({ words }: Deed) => words },
  raw: ({ raw }: Deed) => raw,
  id: ({ id }: Deed) => id,
};
