import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The date that the pages bear: a build must not depend on the day it is made. */
const date = 'November 28, 2026';

/** Writes the man pages. package.json lists them, so that npm links them where man finds them. */
export async function writeManual(root, { buildProgram, manualPages }) {
  const io = { version: '', stdout: {} };
  const program = await buildProgram({ io, run: async () => 0, end: () => {}, print: () => {} });
  const directory = join(root, 'dist', 'man');
  mkdirSync(directory, { recursive: true });
  for (const { file, text } of manualPages(program, date)) writeFileSync(join(directory, file), text);
}
