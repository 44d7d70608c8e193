import { Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';

/** Takes out of a text what may be a key: words of the command line that look like one, and the key of the environment. */
export function keyFilter({ env }: Io, argv: readonly string[]): (text: string) => string {
  const typed = argv.flatMap((word) => [word, ...word.split(/[=:]/)]).filter(looksLikeKey);
  const key = env.CHATBASE_API_KEY ?? '';
  const secrets = [...typed, ...(key.length < 8 ? [] : [key])];
  return (text) => secrets.reduce((shown, secret) => shown.replaceAll(secret, '…'), text);
}

/** A key that was typed in the wrong place comes back as a value that is not understood: it is not repeated. */
export function withoutTypedKey(failure: Failure, hide: (text: string) => string): Failure {
  if (failure.kind !== 'usage') return failure;
  const words = (failure.message.match(/"[^"]*"/g) ?? []).filter(looksLikeKey);
  const clean = (text: string) =>
    hide(words.reduce((shown, word) => shown.replaceAll(word.slice(1, -1), '…'), text));
  const { advice } = failure.more;
  return new Failure('usage', clean(failure.message), { ...failure.more, advice: advice && clean(advice) });
}

/** As long as a key (ids of bots are shorter), without blanks, with a digit among letters. */
export function looksLikeKey(word: string): boolean {
  return word.length > 30 && /^['"]?[\w.+=-]*\d[\w.+=-]*['"]?$/.test(word) && /[a-z]/i.test(word);
}
