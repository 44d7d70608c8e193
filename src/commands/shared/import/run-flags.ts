import type { Command } from 'commander';
import { Failure } from '../../../base/failure.js';

/**
 * Throws Failure 'usage' for flags of `contacts import` before the name of a subcommand: a run keeps its own, so they would
 * have no effect. Commander gives the parent a flag that both have; those are `shared`, by their attribute names.
 */
export function refuseImportFlags(command: Command, shared: readonly string[] = []): void {
  const parent = command.parent;
  const given = parent?.options.find(
    (option) =>
      parent.getOptionValueSource(option.attributeName()) === 'cli' &&
      !shared.includes(option.attributeName()),
  );
  if (given !== undefined)
    throw new Failure('usage', `${given.long} has no effect here: a run keeps the settings it started with`, {
      advice: 'Leave it out',
    });
}
