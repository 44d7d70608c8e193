import type { Command } from 'commander';

/** The flags of everything that reads leads or conversations. */
export type RangeFlags = { readonly since?: string; readonly until?: string };

export function addRange(command: Command): Command {
  return command
    .option('--since <day>', 'first UTC day to include: 2026-01-31, 7d, yesterday, today')
    .option('--until <day>', 'last UTC day to include');
}
