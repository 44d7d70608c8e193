import { quoted } from '../../base/escape/shell.js';
import { Failure } from '../../base/failure.js';
import { counted } from '../../base/text.js';
import type { CellKind } from './cell-kind.js';
import { isSpreadsheetError } from './values.js';

/** What becomes of cells that hold a word for nothing. */
export type NothingRule = {
  /** The words that make a cell blank, exactly as written (--null); `None` stands for `none`, too. */
  readonly blank: readonly string[];
  /** What the other known words do: stop the import, or stay text (`--null none`). */
  readonly others: 'stop' | 'keep';
};

/** What programs write where a value is missing. Written as here, they are hardly ever a value. */
const words: ReadonlySet<string> = new Set([
  ...[
    'NULL',
    'null',
    'Null',
    '\\N',
    '(null)',
    '(NULL)',
    '<null>',
    '<NULL>',
    '[null]',
    '[NULL]',
    'nil',
    '<nil>',
  ],
  ...['None', 'undefined', 'nan', 'NaN', 'NAN', '-nan', '<NA>', 'NaT'],
  ...['N/A', 'n/a', 'N/a', 'n.a.', 'N.A.', '#N/A', '-', '--', '---', '–', '—'],
  ...['#REF!', '#VALUE!', '#NAME?', '#DIV/0!', '#NUM!', '#NULL!'],
]);

/** These may be meant in a text: Namibia's country code, an answer to a question. */
const wordsOutsideText: ReadonlySet<string> = new Set(['NA', 'none', 'NONE']);

const longest = Math.max(...[...words, ...wordsOutsideText].map(({ length }) => length));

/** What a whole cell without outer blanks means: `blank`, `stop`, or `undefined` for a value. */
export function nothingIn(text: string, kind: CellKind, rule: NothingRule): 'blank' | 'stop' | undefined {
  if (rule.blank.includes(nameable(text))) return 'blank';
  // Most cells are longer than any of these words.
  if (rule.others === 'keep' || text.length > longest) return undefined;
  return words.has(text) || (kind !== 'text' && wordsOutsideText.has(text)) ? 'stop' : undefined;
}

/** `--null none` has another meaning, so that no flag could name this word. */
function nameable(word: string): string {
  return word === 'none' ? 'None' : word;
}

/** Counts the words for nothing that no flag decided about, by column. */
export class NothingWatch {
  readonly #found = new Map<string, Map<string, { cells: number; readonly line: number }>>();

  note(header: string, word: string, line: number): void {
    const inColumn = this.#found.get(header) ?? new Map<string, { cells: number; readonly line: number }>();
    this.#found.set(header, inColumn);
    const held = inColumn.get(word);
    if (held === undefined) inColumn.set(word, { cells: 1, line });
    else held.cells++;
  }

  /** Throws Failure 'usage' that names each word with its column and count, if there was any. */
  refuseFound(): void {
    if (this.#found.size === 0) return;
    const found = [...this.#found].flatMap(([column, inColumn]) =>
      [...inColumn].map(([word, { cells, line }]) => ({ column, word, cells, line })),
    );
    const named = found.map(
      ({ column, word, cells, line }) =>
        `${word} in "${column}" (${counted(cells, 'cell')}, first on line ${line})`,
    );
    const flags = [...new Set(found.map(({ word }) => nameable(word)))].map(
      (word) => `--null ${quoted(word)}`,
    );
    const areErrors = found.every(({ word }) => isSpreadsheetError(word));
    throw new Failure('usage', `Cells hold a word that usually means nothing: ${named.join('; ')}`, {
      advice: `Read it as a blank cell with ${flags.join(' ')}${areErrors ? '' : ', or keep it as text with --null none'}`,
      details: { words: found },
    });
  }
}
