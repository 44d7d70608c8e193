import { resolve } from 'node:path';
import type { Io } from '../../base/io.js';
import type { ImportOptions } from '../../contacts/import/begin.js';
import { type MadePlan, makePlan, type PlanRequest } from '../../contacts/import/make-plan.js';
import { reportedRun } from '../shared/import/columns.js';
import type { Destination } from '../shared/import/destination.js';
import type { CompareFlags } from '../shared/import/plan-flags.js';
import { type Preparation, prepareImport } from '../shared/import/prepare.js';
import type { RunListener } from '../shared/import/progress.js';

export type Planning = Omit<Preparation, 'reported'> &
  RunListener &
  Pick<PlanRequest, 'prune' | 'write' | 'maxExamples'> & { readonly destination: Destination };

/** Makes a plan of an opened file for a bot. */
export async function planFor(
  io: Io,
  options: CompareFlags,
  { prune, write, maxExamples, ...context }: Planning,
): Promise<{ readonly made: MadePlan; readonly chosen: ImportOptions }> {
  const { input, source, destination, onNotice, onProgress } = context;
  const reported = await reportedRun(source, input.table, options);
  const { chosen } = await prepareImport(io, options, { ...context, reported });
  const { api, keySource } = destination;
  const path = source === '-' ? null : resolve(source);
  const deps = { api, keySource, onNotice, onProgress, onPriced: () => {} };
  const made = await makePlan(io, input, chosen, deps, { path, prune, write, maxExamples });
  return { made, chosen };
}
