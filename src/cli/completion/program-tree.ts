import type { Command, Option } from 'commander';
import { settingNames } from '../../config/profile.js';
import { topicNames } from '../help/topic-names.js';
import { type Argument, type Branch, type Flag, type LookedUp, lookedUp, type Value } from './tree.js';

/** The command tree for shell completion: without hidden commands and flags, with `--help`. */
export function completionTree(program: Command): Branch {
  const tree = branchOf(program, [{ names: ['--help', '-h'], description: 'show help', value: undefined }]);
  return { ...tree, commands: [...tree.commands, helpBranch(tree.commands)] };
}

/** `cbase help` is not a command of the tree, because it needs all of it. */
function helpBranch(commands: readonly Branch[]): Branch {
  const choices = [...commands.map(({ name }) => name), ...topicNames];
  return {
    name: 'help',
    aliases: [],
    description: 'Show help for a command or a topic',
    commands: [],
    flags: [
      { names: ['--all'], description: 'show every flag, or every command', value: undefined },
      { names: ['--no-pager'], description: 'print long help', value: undefined },
    ],
    arguments: [{ value: { kind: 'choice', choices }, repeats: false }],
  };
}

function branchOf(command: Command, more: readonly Flag[] = [], trail = ''): Branch {
  const visible = command.createHelp().visibleCommands(command);
  const below = (name: string) => (trail === '' ? name : `${trail} ${name}`);
  return {
    name: command.name(),
    aliases: command.aliases(),
    description: firstLine(command.description()),
    commands: visible.map((one) => branchOf(one, [], below(one.name()))),
    flags: [...command.options.filter(({ hidden }) => !hidden).map(flagOf), ...more],
    arguments: command.registeredArguments.map(
      (argument): Argument => ({
        value:
          argumentValues[`${trail} ${argument.name()}`] ??
          valueNamed(argument.name(), argument.argChoices, false),
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
    value: takesValue ? offerFor(option) : undefined,
  };
}

const attribute = { kind: 'attribute' } as const;
const image = { kind: 'file', endings: ['png', 'jpg', 'jpeg', 'gif', 'webp'] } as const;
const settings = { kind: 'file', endings: ['yaml', 'yml'] } as const;

/** Arguments whose placeholder does not say enough, by command and placeholder. */
const argumentValues: Readonly<Record<string, Value>> = {
  'attrs get name': attribute,
  'attrs update name': attribute,
  'attrs archive name': attribute,
  'attrs unarchive name': attribute,
  'contacts import file': {
    kind: 'file',
    endings: ['csv', 'tsv', 'ndjson', 'jsonl', 'json', 'xlsx', 'gz'],
  },
  'bots diff file': settings,
  'bots plan file': settings,
  'bots apply file': { ...settings, endings: [...settings.endings, 'json'] },
  'tests run file': { kind: 'file', endings: ['yaml', 'yml'] },
  'batch file': { kind: 'file', endings: ['txt', 'jsonl', 'csv'] },
  'replay file': { kind: 'file', endings: ['json', 'ndjson', 'jsonl'] },
  'bots icon set file': image,
  'bots picture set file': image,
};

/** Flags whose placeholder does not say what they name. */
const flagKinds: Readonly<Record<string, LookedUp>> = {
  '--profile': 'profile',
  '--to-profile': 'profile',
  '--model': 'model',
  '--state': 'state',
  '--reopen': 'session',
};

function offerFor(option: Option): Value {
  const kind = flagKinds[option.long ?? ''];
  return kind === undefined ? valueNamed(valueName(option), option.argChoices, option.variadic) : { kind };
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
  return { kind: name === 'id|name' ? 'bot' : (lookedUp.find((kind) => kind === name) ?? 'text') };
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
