import { createHash } from 'node:crypto';
import { Failure } from '../../base/failure.js';
import { fileChunks, lineBlocks } from '../../base/files/lines.js';
import { isObject, jsonOrNothing } from '../../base/json.js';
import { type Operation, type PlanHeader, planKind, planVersion } from './plan-file.js';
import { digestKey, operationsLine } from './write-plan.js';

/** A plan that is whole and as cbase wrote it. */
export type ReadPlan = { readonly header: PlanHeader; readonly digest: string };

/**
 * Reads a plan line by line and hands on its operations. Nothing may be done with them before this resolves: only then it is
 * known that the plan is whole and that no one has edited it. Throws Failure 'usage' for a file that is no plan, that was
 * edited or cut, or that a newer cbase wrote.
 */
export async function readPlan(path: string, onOperation: (operation: Operation) => void): Promise<ReadPlan> {
  const hash = createHash('sha256');
  let header: PlanHeader | undefined;
  let head = '';
  let digest: string | undefined;
  for await (const line of linesOf(path)) {
    if (digest !== undefined) {
      if (line !== '}\n') throw edited(path);
      continue;
    }
    if (header !== undefined && line.startsWith(digestKey)) {
      digest = line.slice(digestKey.length, -2);
      continue;
    }
    hash.update(line);
    if (header === undefined) {
      if (line.trimEnd() === operationsLine) header = headerIn(head, path);
      else head = longer(head, line, path);
    } else {
      const operation = operationIn(line);
      if (operation !== undefined) onOperation(operation);
      else if (line !== '],\n') throw edited(path);
    }
  }
  if (header === undefined) throw noPlan(path);
  if (digest !== hash.digest('hex')) throw edited(path);
  return { header, digest };
}

/** No header is longer, so that another file is not read to its end. */
const maxHeadLength = 4 * 2 ** 20;

function longer(head: string, line: string, path: string): string {
  const isStart = head === '' ? line.startsWith('{') : true;
  if (!isStart || head.length + line.length > maxHeadLength) throw noPlan(path);
  return head + line;
}

function headerIn(head: string, path: string): PlanHeader {
  const held = jsonOrNothing(`${head.trimEnd().replace(/,$/, '')}}`);
  if (!isObject(held) || held.kind !== planKind || typeof held.version !== 'number') throw noPlan(path);
  if (held.version > planVersion)
    throw new Failure('usage', `${path} was written by a newer cbase (${String(held.cbase)})`, {
      advice: 'Update cbase, or make the plan again with this version',
      details: { isPlan: true },
    });
  const parts = ['bot', 'where', 'input', 'reading', 'column_options', 'settings', 'counts'];
  if (!parts.every((name) => isObject(held[name])) || !Array.isArray(held.columns)) throw edited(path);
  return held as unknown as PlanHeader;
}

const operationNames: readonly unknown[] = ['create', 'update', 'delete'];

function operationIn(line: string): Operation | undefined {
  const held = jsonOrNothing(line.replace(/,?\n$/, ''));
  return isObject(held) && operationNames.includes(held.op) ? (held as unknown as Operation) : undefined;
}

/** The lines, each with its line feed. Git may have added carriage returns, which no line of a plan contains. */
async function* linesOf(path: string): AsyncGenerator<string> {
  const tooLong = () => {
    throw noPlan(path);
  };
  for await (const { lines, isTorn } of lineBlocks(fileChunks(path), { maxBytes: maxHeadLength, tooLong }))
    for (const line of lines) yield isTorn ? line : `${line.replace(/\r$/, '')}\n`;
}

/** True for a plan, be it whole, edited, or of another version. */
export async function isPlanFile(path: string): Promise<boolean> {
  return readPlan(path, () => {}).then(
    () => true,
    (error) => error instanceof Failure && isObject(error.more.details) && error.more.details.isPlan === true,
  );
}

function noPlan(path: string): Failure {
  return new Failure('usage', `${path} is not a plan of contacts`, {
    advice: 'Make one with: cbase contacts plan FILE --out plan.json',
  });
}

function edited(path: string): Failure {
  return new Failure('usage', `${path} was edited or cut since it was written; nothing was sent`, {
    advice:
      'Change the file with the contacts instead, and make the plan again: cbase contacts plan FILE --out plan.json',
    details: { isPlan: true },
  });
}
