import type { Journal } from '../journal/journal.js';
import type { ImportDeps } from '../run/deps.js';
import { isLockedOut, type Pruned } from '../run/result.js';
import type { RunState } from '../run/state.js';
import type { Course } from './course.js';

/** Why nothing may be deleted. `isFinal` is false where resuming the run can change that. */
export type Withheld = { readonly because: string; readonly isFinal: boolean };

/** `withheld` is why nothing may be deleted. Throws what the requests and the disk throw. */
export type Prune = (log: Journal, deps: ImportDeps, withheld: Withheld | undefined) => Promise<Pruned>;

type Pruning = {
  readonly state: RunState;
  readonly deps: ImportDeps;
  readonly log: Journal;
  readonly prune: Prune;
};

/** Deletions come last. Throws nothing: the course tells what kept them from being made. */
export async function pruneLast(course: Course, { state, log, deps, prune }: Pruning): Promise<Course> {
  if (isLockedOut(course.halt)) return course;
  try {
    return { ...course, pruned: await prune(log, deps, whyWithheld(course, state)) };
  } catch (cause) {
    return { ...course, halt: course.halt ?? { cause } };
  }
}

function whyWithheld({ halt, overLimit }: Course, { classes, notes }: RunState): Withheld | undefined {
  const forNow = (because: string) => ({ because, isFinal: false });
  const forGood = (because: string) => ({ because, isFinal: true });
  if (halt !== undefined || overLimit || classes.countOf('pending') > 0)
    return forNow('not all rows were sent');
  if (classes.countOf('open') + classes.countOf('in doubt') > 0) return forNow('rows are in doubt');
  if (classes.countOf('rejected') > 0) return forGood('rows were rejected');
  if (notes.leftAlone.size > 0) return forGood('contacts had changed since the plan was made');
  return notes.dropped.size + notes.notShown > 0 ? forGood('the server did not keep everything') : undefined;
}
