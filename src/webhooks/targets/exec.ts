import type { FeedDeps } from '../../base/fed-program.js';
import { feedProgram } from '../../base/fed-program.js';
import type { Target } from './target.js';

/** Runs a program for each event, without a shell, with the event on its stdin as it arrived. */
export function execTarget(deps: FeedDeps): Target {
  return {
    name: 'exec',
    maxEvents: 1,
    begin: async (cursor) => cursor,
    hand: async ([event], signal) =>
      event === undefined ? { kind: 'taken' } : feedProgram(deps, event.body, signal),
  };
}
