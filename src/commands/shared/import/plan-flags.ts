import { type Command, Option } from 'commander';
import { Failure } from '../../../base/failure.js';
import type { MaxDelete, PruneOptions } from '../../../contacts/plan/prune.js';
import { deleteLimit } from './flag-parsers.js';
import {
  addMappingFlags,
  addPaceFlags,
  addPartFlags,
  addRejectFlags,
  addValueFlags,
  type ImportFlags,
  usualReadLagMs,
} from './flags.js';
import { addInputFlags } from './input-flags.js';

/** The flags of what compares a file with a bot, as commander reads them, with those of an import that are not offered. */
export type CompareFlags = ImportFlags & {
  readonly prune?: boolean;
  readonly maxDelete?: MaxDelete;
  readonly pruneWithoutId?: boolean;
};

/** The flags of an import that say how a file is read and what its columns and cells mean, and those of --prune. */
export function addCompareFlags(command: Command): Command {
  addMappingFlags(command.optionsGroup('Columns:'));
  addValueFlags(command.optionsGroup('Values:'));
  addPruneFlags(command.optionsGroup('Deleting:'));
  addPartFlags(addPaceFlags(addRejectFlags(command.optionsGroup('Sending:'))));
  addInputFlags(command.optionsGroup('Reading the file:'));
  return command;
}

function addPruneFlags(command: Command): void {
  command
    .option('--prune', 'delete the contacts that the file does not have')
    .addOption(
      new Option(
        '--max-delete <n|n%>',
        'delete nothing if more contacts than this would go (default: the smaller of 10% and 100)',
      ).argParser(deleteLimit),
    )
    .option(
      '--prune-without-id',
      'with --key email: also contacts without an external id whose email address the file does not have',
    );
}

/** Rows that exist are updated, the whole list is read, and the schema of the bot is not touched. */
export function comparing<O extends CompareFlags>(options: O): O {
  const { verify = 'echo', readLag = usualReadLagMs } = options;
  return { ...options, verify, readLag, onConflict: 'update', preflight: 'full', fixedSchema: true };
}

/**
 * What --prune and its flags ask for; `undefined` without it. Throws Failure 'usage' where only a part of a file is read, whose
 * other contacts would be deleted, and for flags that have no effect.
 */
export function pruneOptionsOf(options: CompareFlags): PruneOptions | undefined {
  const { prune, maxDelete, pruneWithoutId = false, limit, shard, key } = options;
  if (!prune) {
    const spare =
      maxDelete === undefined ? (pruneWithoutId ? '--prune-without-id' : undefined) : '--max-delete';
    if (spare === undefined) return undefined;
    throw new Failure('usage', `${spare} has no effect without --prune`, {
      advice: 'Add --prune, or leave it out',
    });
  }
  const part = limit === undefined ? (shard === undefined ? undefined : '--shard') : '--limit';
  if (part !== undefined)
    throw new Failure(
      'usage',
      `${part} reads a part of the file, and --prune would delete the contacts of the rest`,
      {
        advice: 'Leave out one of them',
      },
    );
  if (pruneWithoutId && key !== 'email')
    throw new Failure(
      'usage',
      '--prune-without-id needs --key email: only then contacts are matched by email address',
      {
        advice: 'Add --key email, or leave it out',
      },
    );
  return { maxDelete, withoutId: pruneWithoutId };
}
