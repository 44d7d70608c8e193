import type { EmulatorOptions } from '../../src/emulator/options.js';
import { emulator, type TestEmulator } from './emulator.js';
import { run } from './io.js';
import { file, workdir } from './workdir.js';

/** Imports a content into a new emulator, or into the given one. */
export async function imported(
  content: string,
  flags: readonly string[] = [],
  api?: TestEmulator,
  options: EmulatorOptions = {},
) {
  const server = api ?? (await emulator(options));
  const directory = `${workdir()}/report`;
  const ran = await run(['contacts', 'import', file(content), '--report', directory, '--json', ...flags], {
    env: server.env,
  });
  const document = JSON.parse(ran.out);
  return { ...ran, api: server, directory, summary: document, ledger: document.ledger };
}

/** The classes with at least one row. */
export function filled(ledger: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(ledger).filter(([, rows]) => rows > 0));
}
