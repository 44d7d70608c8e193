import { dateForm } from '../checking/date-format.js';

const trueWords = new Set(
  'ja oui si sí sì sim y t on wahr vrai verdadero verdadeiro vero waar tak ano да evet kyllä igen hai はい 是'.split(
    ' ',
  ),
);
const falseWords = new Set(
  'nein non não nao n f off falsch faux falso onwaar nee nej nie ne нет hayır ei nem いいえ 否'.split(' '),
);

/** The forms of dates that are proposed. Of two that differ in the order of day and month, both may fit. */
const dateFormats = [
  ...['D.M.YYYY', 'YYYY/MM/DD', 'YYYY.MM.DD', 'D/M/YYYY', 'M/D/YYYY', 'D-M-YYYY', 'M-D-YYYY'],
].flatMap((day) => [day, `${day} HH:mm`, `${day} HH:mm:ss`]);

const commaDecimal = /^[+-]?(?:\d{1,3}(?:[. '’\u00a0\u202f]\d{3})+|\d+)(?:,\d+)?$/;
const pointDecimal = /^[+-]?(?:\d{1,3}(?:[, '’\u00a0\u202f]\d{3})+|\d+)(?:\.\d+)?$/;

const flagsByCode: Readonly<Record<string, readonly string[]>> = {
  bad_phone: ['--phone', 'as-is'],
  duplicate_id: ['--duplicates', 'first'],
  duplicate_email: ['--duplicates', 'first'],
  exists: ['--on-conflict', 'skip'],
  email_taken: ['--key', 'email', '--on-conflict', 'update'],
  stray_quote: ['--quote', 'none'],
};

/** The flags with which all rows of a kind of fault would pass, given the values that failed; empty where none are known. */
export function flagsFor(code: string, values: readonly string[]): readonly string[] {
  const written = values.map((value) => value.trim());
  switch (code) {
    case 'bad_boolean':
      return booleanFlags(written.map((value) => value.toLowerCase()));
    case 'bad_number':
      return numberFlags(written);
    case 'bad_date':
      return dateFlags(written);
    default:
      return flagsByCode[code] ?? [];
  }
}

function booleanFlags(words: readonly string[]): readonly string[] {
  const all = [...new Set(words)];
  const [yes, no] = [trueWords, falseWords].map((known) => all.filter((word) => known.has(word)));
  if (yes === undefined || no === undefined || yes.length + no.length < all.length) return [];
  return [
    ...(yes.length > 0 ? ['--true', yes.join(',')] : []),
    ...(no.length > 0 ? ['--false', no.join(',')] : []),
  ];
}

function numberFlags(values: readonly string[]): readonly string[] {
  if (values.length === 0) return [];
  const fitting = [
    ...(values.every((value) => commaDecimal.test(value)) ? [','] : []),
    ...(values.every((value) => pointDecimal.test(value)) ? ['.'] : []),
  ];
  // 1.000 and 1,000 alone do not tell which of the two groups digits.
  return fitting.length === 1 ? ['--decimal', ...fitting] : [];
}

function dateFlags(values: readonly string[]): readonly string[] {
  if (values.length === 0) return [];
  const fitting = dateFormats.filter((format) => values.every((value) => fits(format, value)));
  const [format] = fitting;
  return format === undefined || fitting.length > 1 ? [] : ['--date-format', padded(format, values)];
}

function fits(format: string, value: string): boolean {
  const parts = dateForm(format)?.(value);
  return parts !== undefined && Number(parts.month) <= 12 && Number(parts.day) <= 31;
}

/** `DD.MM.YYYY` where every day and month has two digits. */
function padded(format: string, values: readonly string[]): string {
  const strict = format.replace(/(?<!D)D(?!D)/, 'DD').replace(/(?<!M)M(?!M)/, 'MM');
  const form = dateForm(strict);
  return values.every((value) => form?.(value) !== undefined) ? strict : format;
}
