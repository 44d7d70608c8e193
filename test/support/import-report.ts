import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { batches, contactsPath } from './contacts.js';
import type { TestEmulator } from './emulator.js';
import { type Ran, run } from './io.js';
import { file, workdir } from './workdir.js';

/** What `--json` prints. */
export type Document = {
  readonly ledger: Readonly<Record<string, number>>;
  readonly rejectedBy: Readonly<Record<string, number>>;
  readonly exitCode: number;
  readonly files: readonly string[];
  readonly stoppedBecause: string | null;
  readonly batches: number;
  readonly notes: {
    readonly droppedByServer: Readonly<Record<string, number>>;
    readonly nearDuplicates: number;
    readonly trimmedValues: number;
  };
};

/** A finished import, its summary, and the files of its report. */
export type Imported = Ran & { readonly summary: Document; readonly report: (name: string) => string };

/** Imports a content into an emulator. */
export async function importInto(
  api: TestEmulator,
  content: string,
  flags: readonly string[] = [],
): Promise<Imported> {
  const directory = `${workdir()}/report`;
  const argv = ['contacts', 'import', file(content), '--json', '--report', directory, ...flags];
  const result = await run(argv, { env: api.env });
  const summary = JSON.parse(result.out) as Document;
  const report = (name: string) =>
    existsSync(`${directory}/${name}`) ? readFileSync(`${directory}/${name}`, 'utf8') : '';
  if (summary.ledger !== undefined) expect(JSON.parse(report('summary.json'))).toEqual(summary);
  return { ...result, summary, report };
}

/** The classes with at least one row. */
export function filled({ summary }: Imported): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(summary.ledger).filter(([, rows]) => rows > 0));
}

/** The response to the first batch is lost, and what was stored cannot be read back. */
export function neverAnswered(api: TestEmulator): void {
  api.next(batches, { drop: 'after' });
  api.next(`GET ${contactsPath}`, { skip: 1, times: 0, status: 500, body: { message: 'Error' } });
  api.next(`GET ${contactsPath}/*`, { times: 0, status: 500, body: { message: 'Error' } });
}
