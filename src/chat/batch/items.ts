import { extname } from 'node:path';
import type { Message } from '../../api/chat.js';
import { Failure } from '../../base/failure.js';
import { fileText } from '../../base/files/read.js';
import type { Io } from '../../base/io.js';
import { isObject, jsonOrNothing } from '../../base/json.js';

/** A prompt of a batch. */
export type Item = {
  /** Identifies the prompt in the output: its own id, or the line it starts on. */
  readonly id: string;
  readonly messages: readonly Message[];
  /** The input as the output repeats it. */
  readonly input: string | readonly Message[];
  readonly bot: string | undefined;
  readonly model: string | undefined;
  readonly temperature: number | undefined;
};

export type ItemFlags = {
  /** The CSV column that holds the prompts. */
  readonly column?: string | undefined;
  /** The line that separates multi-line prompts. */
  readonly separator?: string | undefined;
};

/** Reads prompts from a `.jsonl`, `.csv` or text file, or stdin (`-`). Throws Failure 'usage' that names the line. */
export async function readItems(io: Io, path: string, flags: ItemFlags): Promise<readonly Item[]> {
  const text = await fileText(io, path);
  const items = await itemsIn(text, path, flags);
  if (items.length === 0)
    throw new Failure('usage', `${path} contains no prompts`, { advice: 'Write one on each line' });
  refuseRepeated(items, path);
  return items;
}

async function itemsIn(text: string, path: string, flags: ItemFlags): Promise<readonly Item[]> {
  const kind = extname(path).toLowerCase();
  if (kind === '.csv') return csvItems(text, path, flags.column);
  if (kind === '.jsonl' || kind === '.ndjson') return jsonItems(text, path);
  return flags.separator === undefined ? lineItems(text) : blockItems(text, flags.separator);
}

function lineItems(text: string): readonly Item[] {
  return text.split(/\r?\n/).flatMap((line, i) => (line.trim() === '' ? [] : [prompt(String(i + 1), line)]));
}

function blockItems(text: string, separator: string): readonly Item[] {
  const items: Item[] = [];
  let [block, start] = [[] as string[], 1];
  const lines = [...text.split(/\r?\n/), separator];
  for (const [i, line] of lines.entries()) {
    if (line.trim() !== separator) {
      if (block.length === 0) start = i + 1;
      block.push(line);
      continue;
    }
    const whole = block.join('\n').trim();
    if (whole !== '') items.push(prompt(String(start), whole));
    block = [];
  }
  return items;
}

function jsonItems(text: string, path: string): readonly Item[] {
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    return [jsonItem(jsonOrNothing(line), i + 1, (words) => badLine(path, i + 1, words))];
  });
}

function jsonItem(raw: unknown, line: number, wrong: (words: string) => Failure): Item {
  if (typeof raw === 'string' && raw.trim() !== '') return prompt(String(line), raw);
  if (!isObject(raw)) throw wrong('is not a JSON object');
  const { id = String(line), prompt: text, messages, bot, model, temperature } = raw;
  if (typeof id !== 'string' && typeof id !== 'number')
    throw wrong('has an "id" that is neither a string nor a number');
  const own = {
    bot: optionalText(bot, 'bot', wrong),
    model: optionalText(model, 'model', wrong),
    temperature: optionalTemperature(temperature, wrong),
  };
  if (typeof text === 'string' && text.trim() !== '') return { ...prompt(String(id), text), ...own };
  if (Array.isArray(messages) && messages.length > 0 && messages.every(isMessage)) {
    const last = messages.at(-1);
    if (last?.role !== 'user') throw wrong('has "messages" that do not end with a user message');
    return { id: String(id), messages, input: messages, ...own };
  }
  throw wrong('has neither a "prompt" nor "messages"');
}

function optionalText(value: unknown, name: string, wrong: (words: string) => Failure): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw wrong(`has a "${name}" that is not a string`);
}

function optionalTemperature(value: unknown, wrong: (words: string) => Failure): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw wrong('has a "temperature" that is not a number from 0 to 1');
}

function isMessage(value: unknown): value is Message {
  return (
    isObject(value) &&
    (value.role === 'user' || value.role === 'assistant') &&
    typeof value.content === 'string'
  );
}

async function csvItems(text: string, path: string, column: string | undefined): Promise<readonly Item[]> {
  const { parse } = await import('csv-parse/sync');
  const rows = csvRows(parse, text, path);
  const [header = [], ...body] = rows;
  const wanted = column ?? (header.length === 1 ? header[0] : undefined);
  const at = header.indexOf(wanted ?? '');
  if (at === -1)
    throw new Failure(
      'usage',
      wanted === undefined ? `${path} has several columns` : `${path} has no column "${wanted}"`,
      {
        advice: `Name one with --column: ${header.join(', ')}`,
      },
    );
  const id = header.indexOf('id');
  return body.flatMap((row, i) => {
    const cell = row[at] ?? '';
    return cell.trim() === '' ? [] : [prompt((id !== at && row[id]) || String(i + 2), cell)];
  });
}

type Parse = (text: string, options: object) => unknown;

function csvRows(parse: Parse, text: string, path: string): readonly (readonly string[])[] {
  try {
    // Without the `columns` option, the library returns every row as an array of cells.
    const delimiter = delimiterOf(text);
    return parse(text, { delimiter, relax_column_count: true, skip_empty_lines: true }) as string[][];
  } catch (error) {
    throw new Failure('usage', `${path}: ${(error as Error).message}`, { advice: 'Fix the file' });
  }
}

/** The delimiter of the header: a comma if it has one, otherwise a semicolon or a tab. */
function delimiterOf(text: string): string {
  const [header = ''] = text.split(/\r?\n/);
  const bare = header.replace(/"[^"]*"/g, '');
  return [',', ';', '\t'].find((delimiter) => bare.includes(delimiter)) ?? ',';
}

function prompt(id: string, text: string): Item {
  const own = { bot: undefined, model: undefined, temperature: undefined };
  return { id, input: text, messages: [{ role: 'user', content: text }], ...own };
}

function refuseRepeated(items: readonly Item[], path: string): void {
  const seen = new Set<string>();
  for (const { id } of items) {
    if (seen.has(id))
      throw new Failure('usage', `${path} has two prompts with the id "${id}"`, {
        advice: 'Give each prompt a unique id',
      });
    seen.add(id);
  }
}

function badLine(path: string, line: number, words: string): Failure {
  return new Failure('usage', `${path}, line ${line} ${words}`, {
    advice: 'Write each line like {"id": "1", "prompt": "…"}',
  });
}
