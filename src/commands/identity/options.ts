import type { Command } from 'commander';
import type { Common } from '../../cli/common-options.js';
import { identitySecret } from '../../identity/secret.js';
import { addInputFlags, type InputFlags } from '../shared/import/input-flags.js';

export type SecretFlags = { readonly secretFile?: string | undefined };

/** Adds --secret-file. */
export function addSecretFlag(command: Command): Command {
  return command.option(
    '--secret-file <file>',
    `read the secret from this file, - for stdin (default: ${identitySecret.variable})`,
  );
}

/** Adds --exact. */
export function addExactFlag(command: Command): Command {
  return command.option('--exact', 'take whitespace at the ends of an id as a part of it');
}

/** How a file of ids is read. */
export type IdFileFlags = InputFlags & { readonly column?: string; readonly exact?: boolean };

/** Adds the flags of a file of ids. */
export function addIdFileFlags(command: Command): void {
  command.option(
    '--column <name>',
    'column of the ids (default: user_id or external_id, or the only column)',
  );
  addExactFlag(command);
  addInputFlags(command);
}

/** The options of every command with a secret. */
export type WithSecret = Omit<Common, 'format'> & SecretFlags & { readonly format?: string | undefined };
