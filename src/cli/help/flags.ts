import type { Command, Option } from 'commander';
import type { Item } from './lines.js';
import { pageOf } from './page.js';

/** The flags that a command shows: the usual ones by default, and how many are left for `--all`. */
export type ShownFlags = { readonly flags: readonly Option[]; readonly left: number };

/** The flags of a command. Throws if its page calls a flag usual that it does not have. */
export function shownFlags(command: Command, isAll: boolean): ShownFlags {
  const own = command.options.filter(({ hidden }) => !hidden);
  const usual = pageOf(command)?.usual;
  if (isAll || usual === undefined) return { flags: own, left: 0 };
  const flags = usual.map((name) => {
    const flag = own.find(({ long }) => long === name);
    if (flag === undefined) throw new Error(`${command.name()} has no flag ${name}`);
    return flag;
  });
  return { flags, left: own.length - flags.length };
}

/** A flag with its description, its choices and its default. */
export function flagItem(option: Option): Item {
  const { description, argChoices: choices = [], defaultValue, defaultValueDescription } = option;
  const isValue = option.required || option.optional;
  const standard = isValue ? (defaultValueDescription ?? plainDefault(defaultValue)) : undefined;
  const facts = [
    ...(choices.length === 0 ? [] : [choices.join(', ')]),
    ...(standard === undefined ? [] : [`default: ${standard}`]),
  ];
  return [option.flags, facts.length === 0 ? description : `${description} (${facts.join('; ')})`];
}

function plainDefault(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
}
