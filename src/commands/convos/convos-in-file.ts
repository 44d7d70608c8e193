import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import { type Convo, readConvo } from '../../api/convos.js';
import { diskFailure, Failure } from '../../base/failure.js';
import { eachLine } from '../../base/files/lines.js';
import type { Io } from '../../base/io.js';
import { isObject, jsonOrNothing } from '../../base/json.js';
import { readConvos } from '../../chat/replay.js';

/**
 * The conversations of a `convos export` file, one at a time, so that memory does not grow with the file: NDJSON, or JSON with one
 * conversation per line. JSON with line breaks elsewhere is read as a whole. Throws Failure 'usage' for anything else.
 */
export async function* convosInFile(io: Io, path: string): AsyncGenerator<Convo> {
  if (path === '-' || !(await isFile(path)) || !(await isByLine(io, path))) {
    yield* await readConvos(io, path);
    return;
  }
  let [number, found] = [0, 0];
  for await (const line of linesOf(io, path)) {
    number++;
    const text = line
      .replace(/^\ufeff/, '')
      .trim()
      .replace(/,$/, '');
    if (text === '' || text === '[' || text === ']') continue;
    const value = jsonOrNothing(text);
    if (value === undefined) throw notConvos(`${path}, line ${number} is not JSON`);
    if (!isObject(value) || !Array.isArray(value.messages)) continue;
    found++;
    yield readConvo(value);
  }
  if (found === 0) throw notConvos(`${path} contains no conversations with messages`);
}

async function isFile(path: string): Promise<boolean> {
  const there = await stat(path).catch(() => undefined);
  return there?.isFile() === true;
}

/** Whether the first line with more than a bracket is a whole object. */
async function isByLine(io: Io, path: string): Promise<boolean> {
  for await (const line of linesOf(io, path)) {
    const text = line
      .replace(/^\ufeff/, '')
      .trim()
      .replace(/,$/, '');
    if (text !== '' && text !== '[') return isObject(jsonOrNothing(text));
  }
  return false;
}

async function* linesOf(io: Io, path: string): AsyncGenerator<string> {
  const file = addAbortSignal(io.interrupt.soft, createReadStream(path));
  try {
    yield* eachLine(file);
  } catch (error) {
    throw diskFailure(error, path, true);
  } finally {
    file.destroy();
  }
}

function notConvos(message: string): Failure {
  return new Failure('usage', message, {
    advice: 'Create the file with: cbase convos export --format ndjson --out convos.ndjson',
  });
}
