import { Failure } from '../../base/failure.js';
import { fileText } from '../../base/files/read.js';
import type { Io } from '../../base/io.js';
import { foldedText } from './signals.js';

const maxPhrases = 500;
const maxLength = 200;
const minLetters = 4;

/**
 * Phrases by which a bot says that it does not know: one per line, in any language; blank lines and those that start with `#`
 * are comments. Throws Failure 'usage' that names the line of one that cannot be meant.
 */
export async function readPhrases(io: Io, path: string): Promise<readonly string[]> {
  const lines = (await fileText(io, path)).split(/\r?\n/).map((line) => foldedText(line).trim());
  const phrases = lines.flatMap((text, i) => {
    if (text === '' || text.startsWith('#')) return [];
    checkPhrase(text, `${path === '-' ? 'stdin' : path}, line ${i + 1}`);
    return [text];
  });
  if (phrases.length === 0)
    throw broken(`${path} contains no phrases`, 'Write one phrase per line, such as: ask the roastery');
  if (phrases.length > maxPhrases)
    throw broken(`${path} contains more than ${maxPhrases} phrases`, 'Keep those that the bot really uses');
  return [...new Set(phrases)];
}

function checkPhrase(text: string, place: string): void {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const isUnspaced =
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u.test(text);
  if (letters < (isUnspaced ? 2 : minLetters))
    throw broken(
      `${place} is no phrase: "${text}" would be found in almost every answer`,
      `Write at least ${minLetters} letters`,
    );
  if (text.length > maxLength)
    throw broken(`${place} is longer than ${maxLength} characters`, 'Write one phrase per line');
  if (/^[[{]|^- |^[\w-]+:$/.test(text))
    throw broken(`${place} looks like JSON or YAML`, 'Write one phrase per line, without quotes or dashes');
}

function broken(message: string, advice: string): Failure {
  return new Failure('usage', message, { advice });
}
