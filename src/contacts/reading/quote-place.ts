import type { Place } from './rows.js';

/** The maximum number of characters of a record to search. */
const max = 2 ** 21;

/**
 * The quote that makes a record unreadable: the last one that opened a cell, or the first one inside an unquoted cell.
 * Scans `text` from the physical line the record starts on. `undefined` when there is none.
 */
export async function blamedQuote(
  text: AsyncIterable<string>,
  firstLine: number,
  delimiter: string,
): Promise<Place | undefined> {
  const record = await textFrom(text, firstLine);
  let line = firstLine;
  let column = 1;
  let state: 'start' | 'plain' | 'quoted' | 'closed' = 'start';
  let opened: Place | undefined;
  for (let i = 0; i < record.length; i++) {
    const c = record[i];
    const isBreak = c === '\n' || (c === '\r' && record[i + 1] !== '\n');
    if (state === 'quoted') {
      if (c === '"') state = 'closed';
    } else if (c === '"' && state === 'closed') state = 'quoted';
    else if (c === '"' && state === 'start') {
      state = 'quoted';
      opened = { line, column };
    } else if (c === '"') return { line, column };
    else if (c === delimiter) state = 'start';
    else if (isBreak) return opened;
    else if (state === 'closed' && c !== '\r') return opened;
    else if (state === 'start') state = 'plain';
    column = isBreak ? 1 : column + 1;
    line += isBreak ? 1 : 0;
  }
  return opened;
}

async function textFrom(text: AsyncIterable<string>, firstLine: number): Promise<string> {
  let line = 1;
  let kept = '';
  // A carriage return at the end of a piece may be half of a line break.
  let half = '';
  for await (const given of text) {
    const whole = half + given;
    half = whole.endsWith('\r') ? '\r' : '';
    const piece = half === '' ? whole : whole.slice(0, -1);
    let at = 0;
    while (line < firstLine) {
      const next = nextBreak(piece, at);
      if (next < 0) break;
      at = next;
      line++;
    }
    if (line >= firstLine) kept += piece.slice(at);
    if (kept.length > max) break;
  }
  return (kept === '' ? '' : kept + half).slice(0, max);
}

function nextBreak(text: string, from: number): number {
  const match = /\r\n|\n|\r/g;
  match.lastIndex = from;
  return match.exec(text) === null ? -1 : match.lastIndex;
}
