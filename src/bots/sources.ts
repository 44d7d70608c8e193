import { stat } from 'node:fs/promises';
import { Failure } from '../base/failure.js';
import { fileText } from '../base/files/read.js';
import type { Io } from '../base/io.js';
import { refuseUnanswered } from './unanswered.js';

/** Maximum number of source characters of a bot, on the free plan and on a paid one (documentation: plans). */
export const freeLimit = 400_000;
export const paidLimit = 11_000_000;

export type SourceText = {
  readonly text: string;
  /** Unicode code points: a surrogate pair counts as one. */
  readonly characters: number;
  readonly files: readonly string[];
};

/**
 * The text of files, glob patterns and stdin (`-`), joined by blank lines in the given order; the matches of a pattern are
 * sorted. Throws Failure 'usage' when nothing is found, for a file that is not text, for one with unanswered questions, for an empty text,
 * and for more characters than any plan allows.
 */
export async function sourceText(io: Io, sources: readonly string[]): Promise<SourceText> {
  const files = (await Promise.all(sources.map(filesOf))).flat();
  const texts: string[] = [];
  for (const file of files) {
    const read = await fileText(io, file);
    refuseUnanswered(read, file);
    texts.push(read.trim());
  }
  const text = texts.filter((one) => one !== '').join('\n\n');
  if (text === '')
    throw new Failure(
      'usage',
      `There is no text in ${files.map((file) => (file === '-' ? 'stdin' : file)).join(', ')}`,
      {
        advice: 'Choose another --source',
      },
    );
  const characters = charactersIn(text);
  if (characters > paidLimit)
    throw new Failure(
      'usage',
      `The text has ${grouped(characters)} characters, more than any plan allows (${grouped(paidLimit)})`,
      {
        advice: 'Shorten the text',
      },
    );
  return { text, characters, files };
}

async function filesOf(source: string): Promise<readonly string[]> {
  const isPattern = /[*?[\]{}]/.test(source);
  // If a file has the literal name of the pattern, it is that file.
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

/** `12,345 characters (3% of the free plan limit of 400,000)`, or of the paid one. */
export function sizeWords(characters: number): string {
  const [limit, plan] = characters <= freeLimit ? [freeLimit, 'free'] : [paidLimit, 'paid'];
  const share = characters < limit / 100 ? 'less than 1' : Math.round((characters / limit) * 100);
  const note = plan === 'paid' ? `; more than the ${grouped(freeLimit)} of the free plan` : '';
  return `${grouped(characters)} characters (${share}% of the ${plan} plan limit of ${grouped(limit)}${note})`;
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
