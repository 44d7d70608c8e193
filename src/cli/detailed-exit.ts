import { Option } from 'commander';
import type { Ending } from '../base/failure.js';

export type DetailedExit = { readonly detailedExitcode?: boolean };

/** The flag of every command that tells by its exit code whether there are changes. */
export function detailedExitFlag(): Option {
  return new Option('--detailed-exitcode', 'exit with 10 if there are differences');
}

/** How such a command ends. */
export function endingOf({ detailedExitcode }: DetailedExit, hasChanges: boolean): Ending | undefined {
  return detailedExitcode && hasChanges ? 'changes' : undefined;
}

/** How a plan ends that was made without a problem. */
export function planEnding(hasChanges: boolean, isDetailed: boolean | undefined): Ending {
  return hasChanges && isDetailed ? 'changes' : 'done';
}
