import { readFileSync } from 'node:fs';

/** A line of docs/what-happens.md. */
export type Situation = {
  /** The text of its first cell. */
  readonly title: string;
  readonly content: Buffer;
  /** Flags that belong to the example. */
  readonly flags: readonly string[];
  /** The word that says what cbase does. */
  readonly does: string;
  /** The flags that decide otherwise, one list per alternative. */
  readonly otherwise: readonly (readonly string[])[];
};

const page = new URL('../../docs/what-happens.md', import.meta.url);
const columns = 4;

/** All lines of the tables of docs/what-happens.md. Throws if a line does not have the parts of one. */
export function situations(): readonly Situation[] {
  return readFileSync(page, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| What the file has |'))
    .map(situationOf);
}

function situationOf(line: string): Situation {
  const cells = line.slice(1, -1).split(' |');
  const [title = '', example = '', does = '', otherwise = ''] = cells.map((cell) => cell.trim());
  const [content, flags = ''] = codesIn(example);
  const word = /^\*\*(\w+)\*\*/.exec(does)?.[1];
  if (cells.length !== columns || content === undefined || word === undefined)
    throw new Error(`not a line of the table: ${line}`);
  return {
    title,
    content: bytesOf(content),
    flags: words(flags),
    does: word,
    otherwise: codesIn(otherwise)
      .filter((code) => code.startsWith('--'))
      .map(words),
  };
}

function codesIn(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

/** Flags as a shell splits them: single and double quotes keep a word together. */
function words(flags: string): readonly string[] {
  return [...flags.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'),
  );
}

/** The bytes of an example: \n, \r, \t, \u and four digits, \x and two digits for a byte. */
function bytesOf(example: string): Buffer {
  const parts = example.split(/(\\n|\\r|\\t|\\u[\da-f]{4}|\\x[\da-f]{2})/);
  return Buffer.concat(parts.map((part, i) => (i % 2 === 1 ? escaped(part) : Buffer.from(part))));
}

function escaped(sequence: string): Buffer {
  const code = Number.parseInt(sequence.slice(2), 16);
  if (sequence[1] === 'x') return Buffer.from([code]);
  if (sequence[1] === 'u') return Buffer.from(String.fromCharCode(code));
  return Buffer.from({ n: '\n', r: '\r', t: '\t' }[sequence.slice(1)] ?? '');
}
