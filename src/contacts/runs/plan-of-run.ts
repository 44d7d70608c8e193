import { phoneReaderFor } from '../checking/e164.js';
import type { Table } from '../reading/row.js';
import { type ImportPlan, planOf } from '../run/plan.js';
import type { FoundRun } from './find-run.js';
import { readMatchedIds } from './matched-ids.js';

/** The plan that a run began with, to read its input again in the same way. */
export async function planOfRun({ directory, manifest }: FoundRun, table: Table): Promise<ImportPlan> {
  const { bot, columns, settings, columnOptions } = manifest;
  const matched = columnOptions.key === 'email' ? await readMatchedIds(directory) : undefined;
  return planOf({
    ...{ table, bot: bot.id, columns, settings },
    deriveIds: columnOptions.deriveIds,
    readPhone: await phoneReaderFor(settings.phone),
    findAddress:
      matched &&
      ((_, ordinal) => {
        const id = matched.get(ordinal);
        return id === undefined ? undefined : { id };
      }),
  });
}
