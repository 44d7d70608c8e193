import type { HelpPage } from '../../cli/help/page.js';

/** How a write can end besides the endings of every command: `what` may or may not have happened, or it was stored in part. */
export function writeEndings(what: string): NonNullable<HelpPage['endings']> {
  return { partial: 'the server did not store a field', 'in-doubt': `it is not known whether ${what}` };
}
