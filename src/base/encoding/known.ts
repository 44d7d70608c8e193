import { Failure } from '../failure.js';

/** Names that iconv-lite knows and that are no character encodings. */
const notText = /^(hex|base64|binary|internal)$/;

/** A name that iconv-lite knows, in small letters. Throws Failure 'usage' for any other. */
export async function knownEncoding(wanted: string): Promise<string> {
  const name = wanted.toLowerCase();
  if (/^utf-?8$/.test(name)) return 'utf-8';
  const { default: iconv } = await import('iconv-lite');
  if (iconv.encodingExists(name) && !notText.test(name)) return name;
  throw new Failure('usage', `cbase does not know the encoding "${wanted}"`, {
    advice: 'Use a name such as utf-8, utf-16le, windows-1252, windows-1250, macintosh, shift_jis or gb18030',
  });
}

/** The first character that stands for bytes without a meaning; -1 where there is none. */
export function firstBad(text: string): number {
  const replaced = text.indexOf('\ufffd');
  if (text.isWellFormed()) return replaced;
  const lone = text.search(/\p{Surrogate}/u);
  return replaced < 0 ? lone : Math.min(replaced, lone);
}
