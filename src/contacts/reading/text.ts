import { Failure } from '../../base/failure.js';
import { encodingOf, utf8Bytes } from './encoding.js';
import type { InputFile } from './input.js';
import { afterLines, withoutDosEnd } from './lines.js';
import type { ReadingOptions } from './options.js';

/** A file whose bytes are text. */
export type TextFile = {
  readonly name: string;
  readonly encoding: string;
  /** The physical line that `bytes` start with. */
  readonly firstLine: number;
  /** Valid UTF-8 without a byte-order mark; each call reads the file again. */
  readonly bytes: () => AsyncIterable<Buffer>;
};

/** Finds the encoding of a file. Throws Failure 'usage' for what is not text, and for an unknown encoding. */
export async function textOf(file: InputFile, options: ReadingOptions): Promise<TextFile> {
  const { rules, skipLines = 0 } = options;
  const encoding = await encodingOf(file.head, options.encoding, file.name);
  const bytes = () => {
    const all = utf8Bytes(file, encoding);
    const whole = rules === 2 ? withoutDosEnd(all) : all;
    return skipLines === 0 ? whole : afterLines(whole, skipLines);
  };
  return { name: file.name, encoding, firstLine: skipLines + 1, bytes };
}

/** How much of a file is looked at to find out how it is written, in characters. */
export const sampleLength = 65_536;

/** The beginning of a text. Throws Failure 'usage' when there is none. */
export async function sampleOf({ name, bytes, firstLine }: TextFile): Promise<string> {
  let text = '';
  // The sample may end inside a character; the whole file is checked when it is read.
  for await (const chunk of bytes()) {
    text += chunk.toString('utf8');
    if (text.length >= sampleLength) break;
  }
  if (text.trim() !== '') return text;
  throw new Failure(
    'usage',
    firstLine === 1 ? `${name} contains only blank lines` : `${name} has nothing after line ${firstLine - 1}`,
    { advice: firstLine === 1 ? 'Check the program that wrote it' : 'Check --skip-lines' },
  );
}
