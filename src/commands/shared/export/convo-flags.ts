import { type Command, InvalidArgumentError } from 'commander';
import type { Common } from '../../../cli/common-options.js';
import { repeatable } from '../../../cli/parsers.js';
import { addRange, type RangeFlags } from '../day-range-flags.js';

export type ConvoFlags = Common & RangeFlags & { readonly source?: readonly string[] };

/** Adds the flags that select conversations. */
export function addConvoFlags(command: Command): Command {
  return addSource(addRange(command));
}

export function addSource(command: Command): Command {
  return command.option(
    '--source <name,…>',
    'only from these sources, such as "WhatsApp,Widget or Iframe"; repeatable',
    repeatable(sourceNames),
  );
}

function sourceNames(text: string, before: readonly string[] = []): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  // The API treats an empty name as "all sources".
  if (names.includes('')) throw new InvalidArgumentError('Use the name of a source, such as WhatsApp.');
  return [...before, ...names];
}
