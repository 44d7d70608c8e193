import { expect } from 'vitest';
import { emulator, heldContacts } from './emulator.js';
import { type Ran, run } from './io.js';
import { file } from './workdir.js';

/** Imports a file into a new emulator: the result, the stored contacts, and the number of POST requests. */
export async function imported(
  content: string | Uint8Array,
  flags: readonly string[] = [],
  name = 'contacts.csv',
) {
  const api = await emulator();
  const result = await run(['contacts', 'import', file(content, name), ...flags], { env: api.env });
  return {
    ...result,
    api,
    held: await heldContacts(api),
    posts: api.seen('POST /chatbots/b1/contacts').length,
  };
}

/** Refused before anything was sent, with this message. */
export function expectRefused(result: Ran & { readonly posts: number }, words: string | RegExp): void {
  expect(result.err).toMatch(words);
  expect({ code: result.code, posts: result.posts, out: result.out }).toEqual({ code: 2, posts: 0, out: '' });
}

/** The summary that `--json` printed. */
export function summaryOf(result: Ran): {
  readonly ledger: Record<string, number>;
  readonly input: {
    blankLines: number;
    dialect: string;
    rows: number;
    notes: readonly { code: string; count: number; line: number }[];
  };
  readonly advice: string | null;
} {
  return JSON.parse(result.out);
}
