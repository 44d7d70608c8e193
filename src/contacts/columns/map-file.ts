import { createHash } from 'node:crypto';
import { lstat, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { diskFailure, Failure } from '../../base/failure.js';
import { refuseOtherEnding } from '../../base/file-endings.js';
import { writeFile } from '../../base/files/create.js';
import { isObject, jsonOrNothing } from '../../base/json.js';
import { isReportColumn } from './report-columns.js';
import type { Column, Target } from './target.js';

/** A saved column mapping: the target of each column, as --map names it. */
export type SavedMap = {
  readonly version: 1;
  /** The program that exported the file. */
  readonly source: string | null;
  /** SHA-256 of the headers, regardless of their order. */
  readonly headerHash: string;
  readonly columns: readonly SavedColumn[];
};

/** `to` is null for a column that is left out, and `undecided` for one that was empty in every row. */
export type SavedColumn = {
  readonly column: string;
  readonly to: string | null;
  /** The type of an attribute, to create it where it is missing; absent in files of earlier versions. */
  readonly type?: string;
};

export const undecided = 'undecided';
/** A Stripe customer together with the email address of the row. */
export const stripeWithEmail = 'stripe:with-email';

/** The column mapping of a plan, without the columns of our own reports. */
export function savedMap(columns: readonly Column[], source: string | null): SavedMap {
  const own = columns.filter(({ header }) => !isReportColumn(header));
  return {
    version: 1,
    source,
    headerHash: headerHash(own.map(({ header }) => header)),
    columns: own.map(({ header, target }) => ({
      column: header,
      to: wordFor(target),
      ...(target.kind === 'attribute' && { type: target.attribute.type }),
    })),
  };
}

/**
 * Saves a mapping. A file that has it already stays, so that a command can be repeated; any other is not replaced. Resolves
 * with whether it was written.
 */
export async function writeMap(path: string, map: SavedMap): Promise<boolean> {
  refuseOtherEnding(path, ['json'], 'A column mapping');
  const text = `${JSON.stringify(map, null, 2)}\n`;
  const held = await lstat(path).catch(() => undefined);
  if (held?.isFile() && (await readFile(path, 'utf8').catch(() => '')) === text) return false;
  await writeFile(path, text);
  return true;
}

/** Throws Failure 'usage' for a file that does not exist or that --write-map did not write. */
export async function readMap(path: string): Promise<SavedMap> {
  const text = await readFile(path, 'utf8').catch((error) => {
    throw diskFailure(error, path, true);
  });
  const held = jsonOrNothing(text);
  if (
    isObject(held) &&
    held.version === 1 &&
    Array.isArray(held.columns) &&
    held.columns.every(isSavedColumn)
  )
    return held as unknown as SavedMap;
  throw new Failure('usage', `${path} was not written by --write-map`, {
    advice: 'Write one with: cbase contacts import FILE --dry-run --write-map MAP',
  });
}

function isSavedColumn(value: unknown): boolean {
  return (
    isObject(value) && typeof value.column === 'string' && (value.to === null || typeof value.to === 'string')
  );
}

/** Throws Failure 'usage' that lists the added and missing headers, if they are not those of the saved mapping. */
export function refuseOtherHeaders(headers: readonly string[], map: SavedMap, path: string): void {
  const now = headers.filter((header) => !isReportColumn(header));
  const then = map.columns.map(({ column }) => column);
  const [isNow, wasThen] = [new Set(now), new Set(then)];
  const added = now.filter((header) => !wasThen.has(header)).map((header) => `+ "${header}"`);
  const gone = then.filter((header) => !isNow.has(header)).map((header) => `- "${header}"`);
  if (added.length + gone.length === 0 && headerHash(now) === map.headerHash) return;
  const changes = [...gone, ...added].join(', ') || 'a header occurs more than once';
  throw new Failure('usage', `The columns differ from those in ${basename(path)}: ${changes}`, {
    advice: 'Map the new columns, and save the mapping to another file with --write-map',
    details: { added: added.length, gone: gone.length },
  });
}

/** The same mapping for a file that has only some of its columns, as JSON does that leaves out keys without a value. */
export function mapOfPresent(map: SavedMap, headers: readonly string[]): SavedMap {
  const columns = map.columns.filter(({ column }) => headers.includes(column));
  return { ...map, columns, headerHash: headerHash(columns.map(({ column }) => column)) };
}

function headerHash(headers: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(headers.toSorted())).digest('hex');
}

function wordFor(target: Target): string | null {
  switch (target.kind) {
    case 'field':
      return target.field;
    case 'spare-phone':
      return `spare-phone:${target.rank}`;
    case 'name-part':
      return `name:${target.part}`;
    case 'stripe':
      return target.withEmail ? stripeWithEmail : 'stripe';
    case 'attribute':
      return `custom_attributes.${target.attribute.name}`;
    case 'left-out':
      return null;
    case 'unknown':
      return undecided;
  }
}
