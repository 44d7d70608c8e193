import type { Convo } from '../../api/convos.js';
import { plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import { counted } from '../../base/text.js';
import { widthOf } from '../../base/width.js';
import { textsOf } from '../../exports/filter/convo-filter.js';
import type { Hit, Search } from '../../exports/filter/hit.js';
import { aboutConvo } from '../../exports/write/transcript.js';
import { type Colors, colorsFor } from '../../terminal/color.js';
import { writeOut } from '../../terminal/streams.js';
import { textWidth } from '../../terminal/text-width.js';

/** Texts of one conversation that are shown; of the others, only their number. */
const maxTexts = 3;
const roleWidth = 13;
/** Narrower pieces of text would say nothing. */
const narrowest = 20;

/** Shows conversations with the pieces of text in which something was found, which is highlighted. */
export async function printHits(
  io: Io,
  { color }: { readonly color?: boolean | undefined },
  search: Search,
  convos: readonly Convo[],
): Promise<void> {
  const paint = await colorsFor(io, io.stdout, color);
  const width = Math.max(narrowest, widthOf(io.stdout, io.env) - roleWidth);
  await writeOut(io, convos.map((convo) => entry(convo, search, { paint, width })).join('\n'));
}

type Shape = { readonly paint: Colors; readonly width: number };

function entry(convo: Convo, search: Search, { paint, width }: Shape): string {
  const found = textsOf(convo).flatMap(({ role, text }) => {
    const line = text.normalize('NFC').replace(/\s+/g, ' ').trim();
    const isFound = search.isIn(text);
    return isFound ? [{ role, line, hits: search.hits(line) }] : [];
  });
  const lines = found
    .slice(0, maxTexts)
    .map(
      ({ role, line, hits }) =>
        `${paint.dim(`  ${plainLine(role)}`.padEnd(roleWidth))}${piece(line, hits, width, paint)}`,
    );
  const more = found.length - maxTexts;
  const rest = more > 0 ? [paint.dim(`  and ${counted(more, 'more message')}`)] : [];
  const about = [convo.id ?? 'without an id', ...aboutConvo(convo)].map(plainLine);
  const heading = `${paint.bold(about[0] ?? '')}${paint.dim(
    about
      .slice(1)
      .map((part) => ` · ${part}`)
      .join(''),
  )}`;
  return [heading, ...lines, ...rest].map((line) => `${line}\n`).join('');
}

/** A text, or as much of it as fits around its first hit, with all hits in it highlighted. */
function piece(text: string, hits: readonly Hit[], width: number, paint: Colors): string {
  const [from, to] = shownPart(text, hits[0]?.start ?? 0, width);
  let shown = from > 0 ? '…' : '';
  let at = from;
  for (const { start, end } of hits) {
    if (start >= to || start < at) continue;
    shown +=
      plainLine(text.slice(at, start)) +
      paint.black.bgYellow(plainLine(text.slice(start, Math.min(end, to))));
    at = Math.min(end, to);
  }
  return `${shown}${plainLine(text.slice(at, to))}${to < text.length ? '…' : ''}`;
}

function shownPart(text: string, start: number, width: number): readonly [number, number] {
  if (textWidth(plainLine(text)) <= width) return [0, text.length];
  const room = width - 2;
  const from = start - fitting([...text.slice(0, start)].reverse(), Math.floor(room / 3));
  return [from, from + fitting([...text.slice(from)], room)];
}

/** The length of the first characters that fit into a number of columns, in UTF-16 units. */
function fitting(characters: readonly string[], columns: number): number {
  let [length, width] = [0, 0];
  for (const character of characters) {
    width += textWidth(plainLine(character));
    if (width > columns) break;
    length += character.length;
  }
  return length;
}
