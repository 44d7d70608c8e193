import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { EmulatorOptions } from '../../src/emulator/options.js';
import { batches, contactsPath, small } from './contacts.js';
import { emulator, type TestEmulator } from './emulator.js';
import { type Ran, run } from './io.js';
import { file, workdir } from './workdir.js';

export function rows(count: number): string {
  return `external_id,name,email\n${Array.from({ length: count }, (_, i) => `r${i},Name ${i},p${i}@example.com\n`).join('')}`;
}

/** A user's home directory, input file and report directory. */
export type Place = { readonly home: string; readonly path: string; readonly directory: string };

export function place(content = rows(30)): Place {
  return { home: workdir(), path: file(content), directory: `${workdir()}/report` };
}

export function importing(
  api: TestEmulator,
  { home, path, directory }: Place,
  flags: readonly string[] = small,
): Promise<Ran> {
  return run(['contacts', 'import', path, '--report', directory, ...flags], { env: api.env, home });
}

export function going(
  api: TestEmulator,
  { home, directory }: Place,
  verb: string,
  flags: readonly string[] = [],
): Promise<Ran> {
  return run(['contacts', 'import', verb, directory, ...flags], { env: api.env, home });
}

/** An import that stopped after the first of three batches because the key was revoked. */
export async function halted(options: EmulatorOptions = {}): Promise<readonly [TestEmulator, Place]> {
  const [api, at] = [await emulator(options), place()];
  api.next(batches, { skip: 1, times: 1, status: 401, body: { message: 'Unauthorized access' } });
  expect((await importing(api, at)).code).toBe(4);
  api.log.clear();
  return [api, at];
}

export function filesIn(directory: string): readonly string[] {
  return readdirSync(directory)
    .sort()
    .map((name) => `${name} ${readFileSync(join(directory, name), 'utf8')}`);
}

/** An import whose first of three batches got no response and could not be read back. */
export async function inDoubt(drop: 'before' | 'after'): Promise<readonly [TestEmulator, Place]> {
  const [api, at] = [await emulator(), place()];
  api.next(batches, { drop });
  const lists = { skip: 1, times: 5, status: 500, body: { message: 'Error' } };
  api.next(`GET ${contactsPath}`, lists);
  const ran = await importing(api, at);
  expect([ran.code, ran.out]).toEqual([7, expect.stringMatching(/in doubt +10\n +unprocessed +20\n/)]);
  api.log.clear();
  return [api, at];
}
