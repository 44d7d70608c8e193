import { stat } from 'node:fs/promises';
import { Failure } from '../base/failure.js';
import { fileText } from '../base/files/read.js';
import type { Io } from '../base/io.js';

/** Characters a bot may be made from: on the free plan, and on a paid one (documentation: plans; facts.md, 1.2). */
export const freeLimit = 400_000;
export const paidLimit = 11_000_000;

export type SourceText = {
  readonly text: string;
  /** Characters, as a person counts them: half of a pair is none. */
  readonly characters: number;
  readonly files: readonly string[];
};

/**
 * The text of files, patterns and stdin (`-`), one after the other with a blank line between, in the order given; what a
 * pattern matches is sorted. Throws Failure 'usage' for nothing found, for a file that is not text, for an empty text,
 * and for more characters than any plan takes.
 */
export async function sourceText(io: Io, sources: readonly string[]): Promise<SourceText> {
  const files = (await Promise.all(sources.map(filesOf))).flat();
  const texts: string[] = [];
  for (const file of files) texts.push((await fileText(io, file)).trim());
  const text = texts.filter((one) => one !== '').join('\n\n');
  if (text === '')
    throw new Failure(
      'usage',
      `There is no text in ${files.map((file) => (file === '-' ? 'stdin' : file)).join(', ')}`,
      {
        advice: 'Name another --source; an empty text would teach the bot nothing',
      },
    );
  const characters = charactersIn(text);
  if (characters > paidLimit)
    throw new Failure(
      'usage',
      `${grouped(characters)} characters are more than any plan takes (${grouped(paidLimit)})`,
      {
        advice: 'Leave some of the text out',
      },
    );
  return { text, characters, files };
}

async function filesOf(source: string): Promise<readonly string[]> {
  const isPattern = /[*?[\]{}]/.test(source);
  // A file that is called like a pattern is meant itself.
  if (source === '-' || !isPattern || (await isThere(source))) return [source];
  const { glob } = await import('tinyglobby');
  const found = (await glob(source, { dot: false, onlyFiles: true, expandDirectories: false })).sort();
  if (found.length > 0) return found;
  throw new Failure('usage', `No file matches ${source}`, { advice: 'Check the pattern' });
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function charactersIn(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** `12,345 characters (3% of the 400,000 of the free plan)`, or of the paid one. */
export function sizeWords(characters: number): string {
  const [limit, plan] = characters <= freeLimit ? [freeLimit, 'free'] : [paidLimit, 'paid'];
  const share = characters < limit / 100 ? 'less than 1' : Math.round((characters / limit) * 100);
  const note = plan === 'paid' ? `; too much for the free plan, which takes ${grouped(freeLimit)}` : '';
  return `${grouped(characters)} characters (${share}% of the ${grouped(limit)} of a ${plan} plan${note})`;
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
