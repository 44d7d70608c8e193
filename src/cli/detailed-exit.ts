import { Option } from 'commander';
import type { Ending } from '../base/failure.js';

export type DetailedExit = { readonly detailedExitcode?: boolean };

/** The flag of every command that tells by its exit code whether there are changes. */
export function detailedExitFlag(): Option {
  return new Option('--detailed-exitcode', 'exit with 10 if there are differences');
}

/** How such a command ends if nothing went wrong. */
export function detailedEnding({ detailedExitcode }: DetailedExit, hasChanges: boolean): Ending {
  return detailedExitcode && hasChanges ? 'changes' : 'done';
}
