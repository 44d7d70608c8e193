import type { Argument, Command, Option } from 'commander';
import { variablesOf } from '../../base/environment.js';
import type { Accepts } from '../parsers.js';
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
  readonly arguments: readonly ArgumentNode[];
  readonly flags: readonly FlagNode[];
  readonly examples: readonly string[];
  readonly exitCodes: readonly { readonly code: number; readonly meaning: string }[];
  readonly commands: readonly CommandNode[];
};

export type ArgumentNode = {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly repeats: boolean;
  readonly choices: readonly string[] | null;
  readonly default: unknown;
};

export type FlagNode = {
  /** The long name, such as `--limit`. */
  readonly name: string;
  readonly short: string | null;
  /** The placeholder of the value; `null` for a flag that takes none. */
  readonly value: string | null;
  readonly valueRequired: boolean;
  readonly description: string;
  readonly choices: readonly string[] | null;
  /** The numbers that it takes; `null` for text. */
  readonly accepts: Accepts | null;
  /** Whether it can be given more than once. */
  readonly repeats: boolean;
  readonly default: unknown;
  readonly variables: readonly string[];
  readonly usual: boolean;
};

/** The whole command tree; `flags` are those that every command has. */
export type CommandTree = {
  readonly name: string;
  readonly version: string;
  readonly flags: readonly FlagNode[];
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

function argumentOf(argument: Argument): ArgumentNode {
  return {
    name: argument.name(),
    description: argument.description,
    required: argument.required,
    repeats: argument.variadic,
    choices: argument.argChoices ?? null,
    default: argument.defaultValue ?? null,
  };
}

function flagsOf(command: Command): readonly FlagNode[] {
  const usual = pageOf(command)?.usual;
  return command.options.filter(({ hidden }) => !hidden).map((option) => flagOf(option, usual));
}

function flagOf(option: Option, usual: readonly string[] | undefined): FlagNode {
  const {
    long = '',
    short,
    description,
    argChoices,
    parseArg,
    defaultValue,
    defaultValueDescription,
  } = option;
  const takesValue = option.required || option.optional;
  const marks = (parseArg ?? {}) as { readonly accepts?: Accepts; readonly repeats?: boolean };
  return {
    name: long,
    short: short ?? null,
    value: takesValue ? (/[<[](.+)[>\]]/.exec(option.flags)?.[1] ?? '') : null,
    valueRequired: option.required,
    description,
    choices: argChoices ?? null,
    accepts: marks.accepts ?? null,
    repeats: option.variadic || marks.repeats === true,
    default: takesValue ? (defaultValueDescription ?? defaultValue ?? null) : null,
    variables: variablesOf(long),
    usual: usual?.includes(long) ?? true,
  };
}
