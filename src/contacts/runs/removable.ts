import type { KeptRun } from './kept-runs.js';

/** A run that has not sent anything may still be reading its input. */
const maxReadingMs = 86_400_000;

export type RemovalRules = {
  /** The runs that are at work. */
  readonly active: ReadonlySet<string>;
  readonly nowMs: number;
  /** Whether runs that could be resumed or resolved may be removed, too. */
  readonly isForced?: boolean;
};

/** Whether a run may be removed: see `whyKept`. */
export function isRemovable(run: KeptRun, rules: RemovalRules): boolean {
  return whyKept(run, rules) === undefined;
}

/** Why a run must stay: it is at work, can still be resumed or resolved, or is the user's own; `undefined` if it need not. */
export function whyKept(run: KeptRun, { active, nowMs, isForced = false }: RemovalRules): string | undefined {
  if (active.has(run.name)) return 'is running';
  switch (run.keptAs) {
    case 'settled':
      return undefined;
    case 'nothing sent':
      return nowMs - run.usedAtMs > maxReadingMs || isForced ? undefined : 'may be starting';
    case 'report elsewhere':
      return `its report is yours: ${run.directory}`;
    case 'unfinished':
    case 'in doubt':
    case 'unreadable':
      return isForced ? undefined : run.keptAs;
  }
}
