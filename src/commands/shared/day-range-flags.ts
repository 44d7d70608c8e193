import type { Command } from 'commander';

/** The flags of everything that reads leads or conversations. */
export type RangeFlags = { readonly since?: string; readonly until?: string };

export function addRange(command: Command): Command {
  return command
    .option('--since <day>', 'from this UTC day on: 2026-01-31, 7d, yesterday, today')
    .option('--until <day>', 'up to this UTC day, itself included');
}
