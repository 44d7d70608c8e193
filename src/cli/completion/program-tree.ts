import type { Command, Option } from 'commander';
import { settingNames } from '../../config/profile.js';
import type { Argument, Branch, Flag, Value } from './tree.js';

/** The command tree for shell completion: without hidden commands and flags, with `--help`. */
export function completionTree(program: Command): Branch {
  return branchOf(program, [{ names: ['--help', '-h'], description: 'show help', value: undefined }]);
}

function branchOf(command: Command, more: readonly Flag[] = []): Branch {
  const visible = command.createHelp().visibleCommands(command);
  return {
    name: command.name(),
    description: firstLine(command.description()),
    commands: visible.filter((one) => one.name() !== 'help').map((one) => branchOf(one)),
    flags: [...command.options.filter(({ hidden }) => !hidden).map(flagOf), ...more],
    arguments: command.registeredArguments.map(
      (argument): Argument => ({
        value: valueNamed(argument.name(), argument.argChoices, false),
        repeats: argument.variadic,
      }),
    ),
  };
}

function flagOf(option: Option): Flag {
  const takesValue = option.required || option.optional;
  return {
    names: [option.long, option.short].filter((name) => name !== undefined),
    description: firstLine(option.description),
    value: takesValue ? valueNamed(valueName(option), option.argChoices, option.variadic) : undefined,
  };
}

/** The placeholder of a flag: `file` for `--source <file...>`. */
function valueName({ flags }: Option): string {
  return /[<[]([^>\]]+?)(?:\.\.\.)?[>\]]/.exec(flags)?.[1] ?? '';
}

/** Values that commands validate themselves, so that commander does not know the choices. */
const wellKnown: Readonly<Record<string, readonly string[]>> = {
  method: ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'],
  setting: settingNames,
};

/** The kind of a value, from the name of its placeholder. */
function valueNamed(name: string, choices: readonly string[] | undefined, isVariadic: boolean): Value {
  const known = choices ?? wellKnown[name];
  if (known !== undefined) return { kind: 'choice', choices: known };
  if (name === 'file') return { kind: isVariadic ? 'files' : 'file' };
  if (name === 'directory') return { kind: 'directory' };
  return { kind: name === 'bot' || name === 'id|name' ? 'bot' : 'text' };
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
