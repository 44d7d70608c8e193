import type { Command } from 'commander';
import type { Common } from '../../../cli/common-options.js';
import { duration } from '../../../cli/parsers.js';

export type StatusFlags = Common & { readonly maxAge?: number };

export function addStatusFlags(command: Command): Command {
  return command
    .argument('[state]', 'name of a state (default: all)')
    .option(
      '--max-age <duration>',
      'exit with 6 if the last successful export is older than this, such as 26h',
      duration,
    );
}
