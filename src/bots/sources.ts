import { createHash } from 'node:crypto';
import { Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { count } from '../base/text.js';
import { findFiles } from './source-files/find.js';
import type { SourceKind } from './source-files/kind.js';
import { type ReadSource, readSource } from './source-files/read.js';

/** Maximum number of source characters of a bot, on the free plan and on a paid one (documentation: plans). */
export const freeLimit = 400_000;
export const paidLimit = 11_000_000;

/** What one file gives to the text. */
export type SourceFile = {
  /** See `FoundFile`. */
  readonly name: string;
  readonly kind: SourceKind;
  /** Unicode code points of its section, with the heading. */
  readonly characters: number;
  /** SHA-256 of its section, in hex. */
  readonly digest: string;
  /** What the user should know about it: a clause. */
  readonly note: string | undefined;
};

export type SourceText = {
  readonly text: string;
  /** Unicode code points: a surrogate pair counts as one. */
  readonly characters: number;
  /** SHA-256 of the text, in hex. */
  readonly digest: string;
  readonly files: readonly SourceFile[];
};

export type SourceOptions = {
  /** The encoding of texts that are not UTF-8 and have no byte-order mark. */
  readonly encoding?: string | undefined;
  /** Called before a file is read, with its name, its number from 1, and the number of files. */
  readonly onFile?: ((name: string, number: number, files: number) => void) | undefined;
};

/** What stands between two sections. */
const between = '\n\n';

/** Throws Failure 'usage' for more characters than any plan allows. */
export function refuseTooLong({ characters }: Pick<SourceText, 'characters'>): void {
  if (characters <= paidLimit) return;
  throw new Failure('usage', `The text has more characters than any plan allows (${count(paidLimit)})`, {
    advice: 'Leave files out, or shorten them; cbase bots train --dry-run shows how long each is',
  });
}

/**
 * The text of files, glob patterns and stdin (`-`): one section for each file, with a heading that names it where there are several, in
 * the order of `findFiles`. Throws Failure 'usage' for everything that cannot be trained and for unanswered questions. Of a text that
 * is too long, all files are counted, but its text is not kept: see `refuseTooLong`.
 */
export async function sourceText(
  io: Io,
  sources: readonly string[],
  { encoding, onFile = () => {} }: SourceOptions = {},
): Promise<SourceText> {
  const found = await findFiles(io, sources);
  const sections: string[] = [];
  const files: SourceFile[] = [];
  const hash = createHash('sha256');
  let characters = 0;
  for (const [i, file] of found.entries()) {
    io.interrupt.soft.throwIfAborted();
    onFile(file.name, i + 1, found.length);
    const read = await readSource(io, file, { encoding, maxChars: 2 * paidLimit });
    const section = sectionOf(read, found.length > 1);
    const own = charactersIn(section);
    characters += own + (i === 0 ? 0 : 2);
    hash.update(i === 0 ? section : between + section);
    const { name, kind, note } = read;
    if (characters > paidLimit) sections.length = 0;
    else sections.push(section);
    files.push({ name, kind, characters: own, digest: digestOf(section), note });
  }
  return { text: sections.join(between), characters, digest: hash.digest('hex'), files };
}

/** `# Title (docs/a.md)`, and the text; of a single file, no more than its title. */
function sectionOf({ name, title, text }: ReadSource, isOneOfMany: boolean): string {
  const place = name === 'stdin' ? undefined : name;
  const head = !isOneOfMany
    ? title
    : title === undefined
      ? (place ?? name)
      : [title, ...(place === undefined ? [] : [`(${place})`])].join(' ');
  return [...(head === undefined ? [] : [`# ${head}`]), ...(text === '' ? [] : [text])].join('\n\n');
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function charactersIn(text: string): number {
  let points = 0;
  for (const _ of text) points++;
  return points;
}

/** `12,345 characters (3% of the free plan limit of 400,000)`, or of the paid one. */
export function sizeWords(characters: number): string {
  const [limit, plan] = characters <= freeLimit ? [freeLimit, 'free'] : [paidLimit, 'paid'];
  const share = characters < limit / 100 ? 'less than 1' : Math.round((characters / limit) * 100);
  const note = plan === 'paid' ? `; more than the ${count(freeLimit)} of the free plan` : '';
  return `${count(characters)} characters (${share}% of the ${plan} plan limit of ${count(limit)}${note})`;
}
