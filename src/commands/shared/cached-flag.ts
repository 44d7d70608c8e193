import type { Command } from 'commander';
import { duration } from '../../cli/parsers.js';

/** Adds --cached to a command that looks through all contacts of a bot. */
export function addCached(command: Command): Command {
  return command.option(
    '--cached <age>',
    'search the contacts as last listed, if that is at most so long ago (such as 10m); otherwise list and keep them',
    duration,
  );
}
