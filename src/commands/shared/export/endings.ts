import type { HelpPage } from '../../../cli/help/page.js';

/** How an export can end, for the help of every kind of export. */
export const exportEndings: NonNullable<HelpPage['endings']> = {
  done: 'the export is complete',
  limit: 'the list has more pages than --max-pages',
  locked: 'the same export is running already',
  empty: 'no rows (only with --fail-on-empty)',
  temporary: 'the list kept changing, or the network failed; run it again',
};
