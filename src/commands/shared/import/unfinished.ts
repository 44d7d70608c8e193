import type { ImportSummary } from '../../../contacts/report/summary.js';

/** True for a run that can be resumed, which needs the copy of its input: rows are left, in doubt, or contacts to delete. */
export function isUnfinished({ run, ledger, ending }: ImportSummary): boolean {
  if (run === null) return false;
  return ledger.unprocessed + ledger['in doubt'] > 0 || !['done', 'partial', 'empty'].includes(ending);
}
