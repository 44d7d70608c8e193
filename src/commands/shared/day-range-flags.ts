import type { Command } from 'commander';

/** The flags of everything that reads leads or conversations. */
export type RangeFlags = { readonly since?: string; readonly until?: string };

export function addRange(command: Command): Command {
  return command
    .option(
      '--since <day>',
      'first UTC day: 2026-01-31, 7d (seven days, today included), yesterday, last-week, last-month',
    )
    .option(
      '--until <day>',
      'last UTC day: 2026-01-31, 7d (seven days ago), yesterday, last-week, last-month',
    );
}
