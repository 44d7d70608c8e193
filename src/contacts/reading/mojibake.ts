import { NoteCounter } from './notes.js';
import type { Row, Table } from './row.js';

/**
 * UTF-8 that was read as windows-1252 and saved again: `Ã¼`, `Å‚`, `â€™`. A capital letter with a tilde is followed by a
 * letter in every language; here a sign follows it.
 */
const pattern =
  /[ÂÃ][\u0080-\u00bf€‚ƒ„†‡ˆ‰Š‹ŒŽ‘“•˜™š›œžŸ]|[ÄÅÐÑ][\u0080-\u009f¡-¿€‚ƒ„†‡ˆ‰‹˜™›]|â€[\u0080-\u00bf…œ˜™š¢¦]/;

/** The same table; rows with such text are counted among its notes, by the given code. */
export function watchedForMojibake(table: Table, code: 'mojibake' | 'wrong_encoding'): Table {
  let notes = new NoteCounter();
  return {
    ...table,
    rows: () => {
      notes = new NoteCounter();
      return watched(table.rows(), notes, code);
    },
    notes: () => [...(table.notes?.() ?? []), ...notes.all()],
  };
}

async function* watched(
  rows: AsyncIterable<readonly Row[]>,
  notes: NoteCounter,
  code: 'mojibake' | 'wrong_encoding',
): AsyncGenerator<readonly Row[]> {
  for await (const some of rows) {
    for (const row of some) if (isGarbled(row)) notes.add(code, row.line);
    yield some;
  }
}

function isGarbled({ source, cells }: Row): boolean {
  if (source !== undefined) return pattern.test(source);
  return cells.some((cell) => typeof cell === 'string' && pattern.test(cell));
}
