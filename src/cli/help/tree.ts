import type { Argument, Command, Option } from 'commander';
import { variablesOf } from '../../base/environment.js';
import { endingsOf } from './endings.js';
import { isGroup, visibleCommands } from './in-tree.js';
import { pageOf } from './page.js';

/** A command as programs read it. */
export type CommandNode = {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly description: string;
  /** True if it does nothing without one of its commands. */
  readonly isGroup: boolean;
  readonly arguments: readonly object[];
  readonly flags: readonly object[];
  readonly examples: readonly string[];
  readonly exitCodes: readonly { readonly code: number; readonly meaning: string }[];
  readonly commands: readonly CommandNode[];
};

/** The whole command tree; `flags` are those that every command has. */
export type CommandTree = {
  readonly name: string;
  readonly version: string;
  readonly flags: readonly object[];
  readonly commands: readonly CommandNode[];
};

export function commandTree(program: Command, version: string): CommandTree {
  return {
    name: program.name(),
    version,
    flags: flagsOf(program),
    commands: visibleCommands(program).map(nodeOf),
  };
}

function nodeOf(command: Command): CommandNode {
  return {
    name: command.name(),
    aliases: command.aliases(),
    description: command.description(),
    isGroup: isGroup(command),
    arguments: command.registeredArguments.map(argumentOf),
    flags: flagsOf(command),
    examples: pageOf(command)?.examples ?? [],
    exitCodes: isGroup(command) ? [] : endingsOf(command).map(({ code, meaning }) => ({ code, meaning })),
    commands: visibleCommands(command).map(nodeOf),
  };
}

function argumentOf(argument: Argument): object {
  return {
    name: argument.name(),
    description: argument.description,
    required: argument.required,
    repeats: argument.variadic,
    choices: argument.argChoices ?? null,
    default: argument.defaultValue ?? null,
  };
}

function flagsOf(command: Command): readonly object[] {
  const usual = pageOf(command)?.usual;
  return command.options.filter(({ hidden }) => !hidden).map((option) => flagOf(option, usual));
}

function flagOf(option: Option, usual: readonly string[] | undefined): object {
  const { long = '', short, description, argChoices, defaultValue, defaultValueDescription } = option;
  const takesValue = option.required || option.optional;
  return {
    name: long,
    short: short ?? null,
    value: takesValue ? (/[<[](.+)[>\]]/.exec(option.flags)?.[1] ?? '') : null,
    valueRequired: option.required,
    description,
    choices: argChoices ?? null,
    default: takesValue ? (defaultValueDescription ?? defaultValue ?? null) : null,
    variables: variablesOf(long),
    usual: usual?.includes(long) ?? true,
  };
}
