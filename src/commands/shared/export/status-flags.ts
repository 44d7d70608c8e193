import type { Command } from 'commander';
import type { Common } from '../../../cli/common-options.js';
import { duration } from '../../../cli/parsers.js';

export type StatusFlags = Common & { readonly maxAge?: number };

export function addStatusFlags(command: Command): Command {
  return command
    .argument('[state]', 'the name of a state; all of them when absent')
    .option('--max-age <duration>', 'end with 6 when the last good run is longer ago, such as 26h', duration);
}
