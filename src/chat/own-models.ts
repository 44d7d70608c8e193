import { readFileSync } from 'node:fs';
import { diskFailure, Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { isObject, jsonOrNothing } from '../base/json.js';
import { modelsFile } from '../config/paths.js';
import { type ModelTable, modelTable } from './models.js';

/** The model table with the user's own prices, if that file exists. Throws Failure 'usage' when it is invalid. */
export async function knownModels({ env, home }: Pick<Io, 'env' | 'home'>): Promise<ModelTable> {
  const file = modelsFile(env, home);
  const text = textOf(file);
  return modelTable(text === undefined ? undefined : parsed(text, file), file);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw diskFailure(error, file, true);
  }
}

function parsed(text: string, file: string): Readonly<Record<string, unknown>> {
  const value = jsonOrNothing(text);
  if (isObject(value)) return value;
  throw new Failure('usage', `${file} does not contain a JSON object`, { advice: 'Fix it or move it away' });
}
