import { chmod, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFailure, Failure } from '../../base/failure.js';
import { createDirectory } from '../../base/files/create.js';
import { copyBeginning } from '../../base/files/draft.js';
import { phoneReaderFor } from '../checking/e164.js';
import { type LoadedPlan, loadPlan } from '../plan/load-plan.js';
import type { Table } from '../reading/row.js';
import { type ImportPlan, type Planned, planOf } from '../run/plan.js';
import type { FoundRun } from './find-run.js';
import { readMatchedIds } from './matched-ids.js';

/** The plan that a run began with, to read its input again in the same way. */
export async function planOfRun(
  { directory, manifest }: FoundRun,
  table: Table,
  applied?: LoadedPlan,
): Promise<ImportPlan> {
  const { bot, columns, settings, columnOptions } = manifest;
  const matched = columnOptions.key === 'email' ? await readMatchedIds(directory) : undefined;
  return planOf({
    ...{ table, bot: bot.id, columns, settings },
    deriveIds: columnOptions.deriveIds,
    planned: applied && plannedOf(applied),
    readPhone: await phoneReaderFor(settings.phone),
    findAddress:
      matched &&
      ((_, ordinal) => {
        const id = matched.get(ordinal);
        return id === undefined ? undefined : { id };
      }),
  });
}

/** The plan that a run applies, in its directory. */
export const planFile = 'plan.json';

/** Keeps a copy of a plan with the run that applies it, so that the run can be resumed without the original. */
export async function keepPlan(directory: string, path: string): Promise<void> {
  const copy = join(directory, planFile);
  if (path === copy) return;
  // An attempt that ended before the run began may have left one.
  await rm(copy, { force: true });
  await createDirectory(directory);
  const { size } = await stat(path).catch((error) => {
    throw diskFailure(error, path, true);
  });
  await copyBeginning(path, copy, size);
  await chmod(copy, 0o600);
}

/** The plan that a run applies; `undefined` for any other run. Throws Failure 'bug' for a copy that is missing or damaged. */
export async function appliedPlan({ directory, manifest }: FoundRun): Promise<LoadedPlan | undefined> {
  if (manifest.plan === undefined) return undefined;
  const path = join(directory, planFile);
  const plan = await loadPlan(path).catch((error) => {
    throw error instanceof Failure ? damaged(path) : error;
  });
  if (plan.digest !== manifest.plan.sha256) throw damaged(path);
  return plan;
}

function damaged(path: string): Failure {
  return new Failure('bug', `${path} is missing or corrupt; nothing was sent`, {
    advice: 'Make a new plan of the file and apply that',
  });
}

/** What an import may do by a plan. */
export function plannedOf({ header, rows }: LoadedPlan): Planned {
  return { rows, rowsSha256: header.input.rows_sha256 };
}
