import { type PagerSituation, pagerFor, showInPager } from '../base/pager.js';
import { renderedHelp } from './rendered.js';

/**
 * What is to be printed for a command line that asks for help, as the build rendered it: the help, or nothing if a pager has
 * shown it. `undefined` if the command line asks for something else, or if its help was not rendered.
 */
export function helpToPrint(situation: PagerSituation, packageDir: string): string | undefined {
  const { argv, env, stdout } = situation;
  const text = renderedHelp(argv, packageDir, stdout);
  const pager = text === undefined ? undefined : pagerFor(text, situation);
  return pager !== undefined && text !== undefined && showInPager(pager, text, env) ? '' : text;
}
