import { folded, withoutAccents } from '../../base/fold.js';
import { nearest } from '../../base/nearest.js';

/** Codes of groups, of no country at all, and for private use. */
const notCountries = /^(?:AA|EU|EZ|UN|ZZ|Q[M-Z]|X[A-JL-Z])$/;

let names: ReadonlyMap<string, string> | undefined;

/** The countries of ISO 3166: codes with their English names. */
function countries(): ReadonlyMap<string, string> {
  names ??= new Map(allNames());
  return names;
}

function allNames(): readonly (readonly [string, string])[] {
  const inEnglish = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i));
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => !notCountries.test(code) && currentCode(code) === code)
    .flatMap((code) => {
      const name = inEnglish.of(code);
      return name === undefined ? [] : [[code, name] as const];
    });
}

/** The code that replaced another one: GB for UK. */
function currentCode(code: string): string {
  return new Intl.Locale(`und-${code}`).region ?? code;
}

/** The code of a country, given as code or English name; `undefined` if there is none. */
export function countryCode(text: string): string | undefined {
  const word = comparable(text);
  if (/^[A-Z]{2}$/.test(word)) {
    const code = currentCode(word);
    return countries().has(code) ? code : undefined;
  }
  return [...countries()].find(([, name]) => comparable(name) === word)?.[0];
}

/** The country that was probably meant, as `DE (Germany)`. */
export function nearestCountry(text: string): string | undefined {
  const word = comparable(text);
  const near = nearest(word, [...countries().values()].map(comparable));
  const found = [...countries()].find(([, name]) => comparable(name) === near);
  return found && `${found[0]} (${found[1]})`;
}

function comparable(text: string): string {
  return folded(withoutAccents(text)).trim();
}
