import { Failure } from '../failure.js';
import { replaceFile } from '../files.js';
import { type ExportFormat, exportFormats, formatted, type Shape } from './formats.js';
import type { Row } from './rows.js';

export type ExportPlan<T> = {
  readonly format: ExportFormat;
  readonly shape: Shape<T>;
  /** A file, or `undefined` for the `print` of the caller. */
  readonly out: string | undefined;
  readonly force: boolean;
  readonly print: (text: string) => Promise<void>;
  /** Told after each page how many rows there are so far. */
  readonly onRows: (count: number) => void;
  readonly mark: string;
};

/** Rows into a file, whole or not at all, or to the caller as they come. Resolves with their number. */
export async function exportRows<T extends Row>(
  pages: AsyncIterable<readonly T[]>,
  plan: ExportPlan<T>,
): Promise<number> {
  const counter = { rows: 0 };
  const text = formatted(counted(pages, counter, plan.onRows), plan.format, plan.shape);
  await (plan.out === undefined ? print(text, plan) : store(text, plan.out, plan));
  return counter.rows;
}

async function* counted<T>(
  pages: AsyncIterable<readonly T[]>,
  counter: { rows: number },
  onRows: (count: number) => void,
): AsyncGenerator<readonly T[]> {
  for await (const page of pages) {
    counter.rows += page.length;
    onRows(counter.rows);
    yield page;
  }
}

/** Lines go out as they come. A JSON document is held back until it is whole: half of one is none. */
async function print<T>(text: AsyncIterable<string>, { format, print }: ExportPlan<T>): Promise<void> {
  const held: string[] = [];
  for await (const piece of text) {
    if (format === 'json') held.push(piece);
    else await print(piece);
  }
  for (const piece of held) await print(piece);
}

async function store<T>(
  text: AsyncIterable<string>,
  out: string,
  { mark, force }: ExportPlan<T>,
): Promise<void> {
  const file = await replaceFile(out, mark, force);
  try {
    for await (const piece of text) await file.write(piece);
    await file.commit();
  } finally {
    await file.abandon();
  }
}

/** The format that was asked for, or the one that the name of the file means, or CSV. Throws Failure 'usage'. */
export function exportFormat(asked: string | undefined, out: string | undefined): ExportFormat {
  const wanted = asked ?? byEnding[/\.[a-z]+$/i.exec(out ?? '')?.[0].toLowerCase() ?? ''] ?? 'csv';
  const known = exportFormats.find((format) => format === wanted);
  if (known !== undefined) return known;
  throw new Failure('usage', `An export cannot be written as ${wanted}`, {
    advice: `Choose from: ${exportFormats.join(', ')}`,
  });
}

const byEnding: Readonly<Record<string, ExportFormat>> = {
  '.csv': 'csv',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
};
