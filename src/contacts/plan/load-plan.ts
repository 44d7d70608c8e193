import { access } from 'node:fs/promises';
import { diskFailure, Failure } from '../../base/failure.js';
import { PlannedRows } from '../run/planned-rows.js';
import type { PlanHeader } from './plan-file.js';
import { PlannedDeletes } from './planned-deletes.js';
import { readPlan } from './read-plan.js';

/** A plan as an import uses it: it may do what the plan does with each row and contact, and nothing else. */
export type LoadedPlan = {
  readonly header: PlanHeader;
  /** SHA-256 of the plan, which names it. */
  readonly digest: string;
  readonly rows: PlannedRows;
  readonly deletes: PlannedDeletes;
};

/** Throws Failure 'usage' for a file that is missing or is no whole and unedited plan of this version. */
export async function loadPlan(path: string): Promise<LoadedPlan> {
  if (path === '-')
    throw new Failure('usage', 'A plan is read from a file, not from standard input', {
      advice: 'Write it to one: cbase contacts plan FILE --out plan.json',
    });
  await access(path).catch((error) => {
    throw diskFailure(error, path, true);
  });
  const rows = new PlannedRows();
  const deletes = new PlannedDeletes();
  const read = await readPlan(path, (operation) => {
    switch (operation.op) {
      case 'create':
        return rows.addCreate(operation.row - 1);
      case 'update':
        return rows.addUpdate(operation.row - 1, {
          id: operation.contact_id ?? undefined,
          updatedAt: operation.updated_at ?? undefined,
          before: Object.fromEntries(
            Object.entries(operation.changes).map(([field, { before }]) => [field, before]),
          ),
        });
      case 'delete':
        return deletes.add(operation);
    }
  });
  return { ...read, rows, deletes };
}
