import { isObject, jsonOrNothing } from '../../base/json.js';
import { bytesFrom, type Envelope, findEnvelope } from './envelope.js';
import { cleanHeader, refuseManyColumns } from './header.js';
import { jsonPieces } from './json-objects.js';
import { type JsonRecord, lineRecords, recordOf } from './json-records.js';
import { NoteCounter } from './notes.js';
import type { ReadingOptions } from './options.js';
import type { Row, Table } from './row.js';
import { sampleLength, type TextFile } from './text.js';

/** True for JSON: by the user's word, by the first character, or by the ending where a line is an object. */
export function isJson(name: string, sample: string, { format, rules }: ReadingOptions): boolean {
  if (format !== 'auto') return format === 'json' || format === 'ndjson';
  if (/^\s*[[{]/.test(sample)) return true;
  return rules === 2 && /\.(ndjson|jsonl|json)(\.gz)?$/i.test(name) && /^\s*\{/m.test(sample);
}

/** How the objects of a file follow each other. */
type Layout = { readonly kind: 'lines' | 'objects'; readonly envelope?: Envelope | undefined };

/**
 * The rows of a JSON array of objects, also inside an object, or of one object after another. Throws Failure 'usage' for
 * anything else.
 */
export async function jsonTable(text: TextFile, sample: string, options: ReadingOptions): Promise<Table> {
  const layout = options.rules === 2 ? await layoutOf(text, sample, options) : ({ kind: 'objects' } as const);
  let notes = new NoteCounter();
  const records = (findsFaults: boolean) => recordsOf(text, layout, options, findsFaults);
  const names = await namesIn(records(false), text.name, options);
  // An empty array is valid; it has no rows.
  const keys = names.length === 0 ? ['external_id'] : names;
  const columns = options.rules === 2 ? keys.map(cleanHeader) : keys;
  const cleaned = columns.filter((column, i) => column !== keys[i]).length;
  const inside = layout.envelope === undefined ? '' : `the array "${layout.envelope.path.join('.')}", `;
  return {
    columns,
    rows: () => {
      notes = new NoteCounter();
      if (cleaned > 0) notes.add('header_cleaned', text.firstLine, cleaned);
      return rowsUnder(keys, records(options.rules === 2));
    },
    dialect: `JSON, ${inside}${text.encoding.toUpperCase()}`,
    format: 'json',
    delimiter: ',',
    blankLines: () => 0,
    notes: () => notes.all(),
  };
}

async function layoutOf(
  { name, firstLine, bytes }: TextFile,
  sample: string,
  { format }: ReadingOptions,
): Promise<Layout> {
  const isCalledLines = format === 'ndjson' || (format === 'auto' && /\.(ndjson|jsonl)(\.gz)?$/i.test(name));
  const isArray = /^\s*\[/.test(sample) && !(isCalledLines && beginsWithLine(sample));
  const envelope = isArray ? undefined : await findEnvelope(bytes(), name, firstLine);
  const isLines = !isArray && envelope === undefined && isLineByLine(sample, isCalledLines ? 0 : 0.5);
  return { kind: isLines ? 'lines' : 'objects', envelope };
}

/** True where the first line is a value of its own and an object follows: `[1]` is a line then, not the beginning of an array. */
function beginsWithLine(sample: string): boolean {
  const [first = ''] = sample.trimStart().split('\n');
  return jsonOrNothing(first) !== undefined && isLineByLine(sample, 0);
}

/** True when lines are an object each: at least one of them, and this share. */
function isLineByLine(sample: string, share: number): boolean {
  const lines = sample.split('\n');
  const whole = sample.length < sampleLength ? lines : lines.slice(0, -1);
  const filled = whole.filter((line) => line.trim() !== '').slice(0, 200);
  const objects = filled.filter((line) => isObject(jsonOrNothing(line))).length;
  return objects > 0 && objects >= filled.length * share;
}

async function* recordsOf(
  text: TextFile,
  { kind, envelope }: Layout,
  { rules, expand = [] }: ReadingOptions,
  findsFaults: boolean,
): AsyncGenerator<readonly JsonRecord[]> {
  const { name } = text;
  const recordRules = { name, expand, findsFaults };
  if (kind === 'lines') {
    yield* lineRecords(text.bytes(), text.firstLine, recordRules);
    return;
  }
  const isInside = envelope !== undefined;
  const pieces = jsonPieces(isInside ? bytesFrom(text.bytes(), envelope.start) : text.bytes(), {
    ...{ name, isInside, isStrict: rules === 2 },
    firstLine: envelope?.line ?? text.firstLine,
  });
  for await (const some of pieces) yield some.map((piece) => recordOf(piece, recordRules));
}

/** The names used in all objects, in order of first use. */
async function namesIn(
  records: AsyncIterable<readonly JsonRecord[]>,
  name: string,
  { rules }: ReadingOptions,
): Promise<readonly string[]> {
  const names = new Set<string>();
  for await (const some of records) {
    for (const { values } of some) for (const key of values.keys()) names.add(key);
    if (rules === 2) refuseManyColumns(names.size, name);
  }
  return [...names];
}

/** Turns the objects into rows with fixed columns. */
async function* rowsUnder(
  keys: readonly string[],
  records: AsyncIterable<readonly JsonRecord[]>,
): AsyncGenerator<readonly Row[]> {
  let ordinal = 0;
  for await (const some of records) {
    yield some.map(({ line, element, source, values, flaws }) => ({
      ordinal: ordinal++,
      line,
      ...(element !== undefined && element > line && { element }),
      source,
      cells: keys.map((key) => values.get(key)),
      ...(flaws && { flaws }),
    }));
  }
}
