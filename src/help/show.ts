import { lateSignal } from '../base/late-signal.js';
import { type PagerSituation, pagerFor, showInPager } from '../base/pager.js';
import { renderedHelp } from './rendered.js';

/** What is to be printed, if Ctrl-C does not arrive within `waitMs`: nothing if a pager has shown it. */
export type HelpToPrint = { readonly text: string; readonly waitMs: number };

/**
 * The help that a command line asks for, as the build rendered it. `undefined` if the command line asks for something else, or if
 * its help was not rendered.
 */
export function helpToPrint(situation: PagerSituation, packageDir: string): HelpToPrint | undefined {
  const { argv, env, stdout } = situation;
  const text = renderedHelp(argv, packageDir, stdout);
  if (text === undefined) return undefined;
  const pager = pagerFor(text, situation);
  if (pager === undefined) return { text, waitMs: 0 };
  const end = showInPager(pager, text, env);
  const waitMs = end === 'shown' ? 0 : lateSignal.times * lateSignal.ms;
  return { text: end === 'failed' ? text : '', waitMs };
}
