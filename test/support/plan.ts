import { dateReader } from '../../src/contacts/checking/dates.js';
import type { ImportPlan } from '../../src/contacts/run/plan.js';

/** An import plan with one request at a time and no allowed rejects. */
export const importPlan = (columns: ImportPlan['columns']): ImportPlan => ({
  columns,
  batchSize: 1000,
  concurrency: 1,
  onConflict: 'skip',
  duplicates: 'reject',
  maxRejects: { kind: 'rows', amount: 0 },
  preflight: 'full',
  verify: 'echo',
  blank: 'keep',
  trim: true,
  unescape: false,
  shard: undefined,
  readLagMs: 30_000,
  hasCommaDecimals: false,
  readDate: dateReader({}),
  dryRun: false,
  failOnEmpty: false,
});
