import type { Command } from 'commander';
import { wholeNumber } from '../../cli/parsers.js';

/** Adds --limit and --all to a list that is read as a whole. `noun` is what it lists, in the plural. */
export function addListFlags(command: Command, noun: string): Command {
  return command
    .option(
      '--limit <n>',
      `maximum number of ${noun} (default: a screenful in a terminal, otherwise all)`,
      wholeNumber(1, 1_000_000),
    )
    .option('--all', `list all ${noun}`);
}
