/** A reading of bytes that could be the right one. */
export type EncodingGuess = { readonly encoding: string; readonly text: string };

/** The common ones first: of two that read a text alike, the first is named. */
const candidates = [
  ...['windows-1252', 'windows-1250', 'windows-1251', 'windows-1253', 'macintosh', 'cp850', 'koi8-r'],
  ...['shift_jis', 'euc-jp', 'gb18030', 'big5', 'euc-kr'],
] as const;

/** Bytes that begin the common characters of an encoding with two bytes per character. */
const commonLeads: Readonly<Record<string, readonly (readonly [from: number, to: number])[]>> = {
  shift_jis: [
    [0x82, 0x83],
    [0x88, 0x97],
  ],
  'euc-jp': [
    [0xa4, 0xa5],
    [0xb0, 0xcf],
  ],
  gb18030: [[0xb0, 0xd7]],
  big5: [[0xa4, 0xc6]],
  'euc-kr': [[0xb0, 0xc8]],
};

const maxGuesses = 3;
/** The score of one letter that is common in western Europe, or of two in other scripts. */
const minScore = 3;

export type Decode = (bytes: Buffer, encoding: string) => string;

/**
 * How the first of these lines would read in the encodings that make the most sense of all of them, the likeliest first.
 * Nothing where no encoding makes sense: what cannot be judged is not proposed.
 */
export function guessedEncodings(lines: readonly Buffer[], decode: Decode): readonly EncodingGuess[] {
  const [first] = lines;
  if (first === undefined) return [];
  const all = Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]));
  const scored = candidates
    .map((encoding) => ({ encoding, score: scoreOf(all, encoding, decode), text: decode(first, encoding) }))
    .filter(({ score }) => score >= minScore)
    .sort((one, other) => other.score - one.score);
  const best = scored[0]?.score ?? 0;
  const likely = scored.filter(({ score }) => score * 4 >= best);
  const distinct = likely.filter(({ text }, i) => likely.findIndex((other) => other.text === text) === i);
  return distinct.slice(0, maxGuesses).map(({ encoding, text }) => ({ encoding, text }));
}

function scoreOf(bytes: Buffer, encoding: string, decode: Decode): number {
  const text = decode(bytes, encoding);
  if (/[\ufffd\u0000-\u0008\u000e-\u001f\u007f-\u009f\p{Private_Use}\p{Unassigned}]/u.test(text)) return -1;
  const words = text.match(/[^\s\p{ASCII}\p{L}]*[\p{L}\p{M}][^\s,;|"]*|[^\p{ASCII}]+/gu) ?? [];
  const leads = commonLeads[encoding];
  const score = words
    .filter((word) => /[^\p{ASCII}]/u.test(word))
    .reduce((sum, word) => sum + wordScore(word), 0);
  return leads === undefined ? score : score + leadScore(bytes, leads);
}

/** Letters of western Europe, and those of its east. */
const western = /[äöüßÄÖÜéèêëàâçñóíáúòìôîïûùãõåøæœÉÈÀÇÑÓÅØÁÍÚ]/gu;
const eastern = /[ąćęłńśźżĄĆĘŁŚŻŹčďěňřšťůžČĎŘŠŤŽőűŐŰăâîșțşţđĐľĺ]/gu;
const punctuation = /[\u00a0€‘’‚“”„–—…«»•·°™®©]/gu;

/** How much sense a word makes: its letters, less what does not go together in one word. */
function wordScore(word: string): number {
  const bare = word.replace(punctuation, '');
  const count = (pattern: RegExp) => (bare.match(pattern) ?? []).length;
  const letters = 3 * count(western) + count(eastern) + 2 * count(otherScripts) + word.length - bare.length;
  const oddities = [
    3 * count(/[^\p{ASCII}\p{L}\p{M}\p{Nd}]|[{}|_^~\\[\]`]/gu),
    2 * count(/[\uff61-\uff9f]/g),
    scripts.filter((script) => script.test(bare)).length > 1 ? 4 : 0,
    5 * oddCases(bare),
    /(?:(?!\p{ASCII})\p{Script=Latin}){5}/u.test(bare) ? 4 : 0,
    /^(?:(?!\p{ASCII})\p{Script=Latin}){3,}$/u.test(bare) ? 3 : 0,
  ];
  return letters - oddities.reduce((sum, one) => sum + one, 0);
}

const otherScripts = /[А-яЁё\p{Script=Greek}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/gu;

const scripts: readonly RegExp[] = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u,
];

/** How often a capital letter follows a small one, or two precede one, where not all of them are ASCII. */
function oddCases(word: string): number {
  const odd = word.match(/\p{Ll}\p{Lu}|\p{Lu}\p{Lu}\p{Ll}/gu) ?? [];
  return odd.filter((letters) => /[^\p{ASCII}]/u.test(letters)).length;
}

/** Two for each character whose first byte is a common one, less one for each other. */
function leadScore(bytes: Buffer, common: readonly (readonly [from: number, to: number])[]): number {
  let score = 0;
  for (let i = 0; i < bytes.length; i++) {
    const lead = bytes[i] ?? 0;
    if (lead < 0x80) continue;
    score += common.some(([from, to]) => lead >= from && lead <= to) ? 2 : -1;
    i++;
  }
  return score;
}
