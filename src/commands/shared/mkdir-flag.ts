import type { Command } from 'commander';

/** The flag of every command that writes a file to a path the user names. */
export type MkdirFlag = { readonly mkdir?: boolean | undefined };

export function addMkdir(command: Command): Command {
  return command.option('--mkdir', 'create the folder of the file if it does not exist');
}
