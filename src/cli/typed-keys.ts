import { Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';

/** Redacts possible keys in a text: words of the command line that look like one, and the key from the environment. */
export function keyFilter({ env }: Io, argv: readonly string[]): (text: string) => string {
  const typed = argv.flatMap((word) => [word, ...word.split(/[=:]/)]).filter(looksLikeKey);
  const key = env.CHATBASE_API_KEY ?? '';
  const secrets = [...typed, ...(key.length < 8 ? [] : [key])];
  return (text) => secrets.reduce((shown, secret) => shown.replaceAll(secret, '…'), text);
}

/** A key typed in the wrong place would appear in the message as an invalid value, so it is redacted. */
export function withoutTypedKey(failure: Failure, hide: (text: string) => string): Failure {
  if (failure.kind !== 'usage') return failure;
  const words = (failure.message.match(/"[^"]*"/g) ?? []).filter(looksLikeKey);
  const clean = (text: string) =>
    hide(words.reduce((shown, word) => shown.replaceAll(word.slice(1, -1), '…'), text));
  const { advice, command } = failure.more;
  return new Failure('usage', clean(failure.message), {
    ...failure.more,
    apart: undefined,
    advice: advice && clean(advice),
    command: command && hide(command),
  });
}

/** As long as a key (bot ids are shorter), without spaces, with letters and a digit; not the name of a file. */
export function looksLikeKey(word: string): boolean {
  if (/\.(csv|tsv|txt|json|jsonl|ndjson|gz|ya?ml|md|html|pdf|xlsx?|xml|png|jpe?g|svg)['"]?$/i.test(word))
    return false;
  return word.length > 30 && /^['"]?[\w.+=-]*\d[\w.+=-]*['"]?$/.test(word) && /[a-z]/i.test(word);
}
