import { Option } from 'commander';
import type { Ending } from '../base/failure.js';

/** --detailed-exitcode, of every command that plans. */
export function detailedExitFlag(): Option {
  return new Option('--detailed-exitcode', 'exit with code 10 if the plan has changes');
}

/** How a plan ends that was made without a problem. */
export function planEnding(hasChanges: boolean, isDetailed: boolean | undefined): Ending {
  return hasChanges && isDetailed ? 'changes' : 'done';
}
