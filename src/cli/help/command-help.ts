import type { Command } from 'commander';
import { endingsOf } from './endings.js';
import { flagItem, type ShownFlags, shownFlags } from './flags.js';
import { isGroup, nameOf, visibleCommands } from './in-tree.js';
import { type Item, itemLines, paragraph, section } from './lines.js';
import { pageOf } from './page.js';
import type { HelpStyle } from './style.js';

/** The help of a command or of a group of commands. */
export function commandHelp(command: Command, { width, isAll }: HelpStyle): string {
  const hasCommands = command.commands.length > 0;
  const { flags, left } = shownFlags(command, isAll);
  const { notes = [], examples = [], talksTo = 'account' } = pageOf(command) ?? {};
  const lines = [
    ...paragraph(`Usage: ${usageOf(command)}`, width),
    '',
    ...paragraph(command.description(), width),
    ...section('Arguments:', itemLines(argumentItems(command), width)),
    ...(hasCommands ? section('Commands:', itemLines(commandItems(command), width)) : []),
    ...flagSections(flags, isAll).flatMap(([heading, items]) => section(heading, itemLines(items, width))),
    ...notes.flatMap((note) => ['', ...paragraph(note, width)]),
    ...section(
      paragraph(
        `Examples${talksTo === 'account' ? ' (with --local: on the built-in demo account)' : ''}:`,
        width,
      ),
      examples.map((example) => `  $ ${example}`),
    ),
    ...(pageOf(command) === undefined ? [] : exitCodeLines(command, width)),
    '',
    ...moreLines(command, left).flatMap((line) => paragraph(line, width)),
  ];
  return `${lines.join('\n')}\n`;
}

function usageOf(command: Command): string {
  const below = isGroup(command) ? '<command>' : '[command]';
  const words = argumentWords(command) || (command.commands.length > 0 ? below : '');
  return [nameOf(command), words, '[flags]'].filter((word) => word !== '').join(' ');
}

function argumentWords({ registeredArguments }: Command): string {
  return registeredArguments
    .map((argument) => {
      const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
      return argument.required ? `<${name}>` : `[${name}]`;
    })
    .join(' ');
}

function argumentItems(command: Command): readonly Item[] {
  return command.registeredArguments
    .filter(({ description }) => description !== '')
    .map((argument): Item => {
      const choices = argument.argChoices ?? [];
      const name = argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;
      return [
        name,
        choices.length === 0 ? argument.description : `${argument.description} (${choices.join(', ')})`,
      ];
    });
}

/** The commands of a group, each with what it is given and with its other name. */
export function commandItems(group: Command): readonly Item[] {
  return visibleCommands(group).map((command): Item => {
    const aliases = command.aliases().map((alias) => `, ${alias}`);
    const words = argumentWords(command);
    return [
      `${command.name()}${aliases.join('')}${words === '' ? '' : ` ${words}`}`,
      command.summary() || command.description(),
    ];
  });
}

/** All flags by their headings; a choice of them is short enough without. */
function flagSections(
  flags: ShownFlags['flags'],
  isAll: boolean,
): readonly (readonly [heading: string, items: readonly Item[]])[] {
  if (!isAll) return [['Flags:', flags.map(flagItem)]];
  const groups = new Map<string, Item[]>();
  for (const flag of flags) {
    const heading = flag.helpGroupHeading ?? 'Flags:';
    groups.set(heading, [...(groups.get(heading) ?? []), flagItem(flag)]);
  }
  return [...groups];
}

function exitCodeLines(command: Command, width: number): readonly string[] {
  const endings = endingsOf(command);
  const own = endings.filter(({ isOwn }) => isOwn);
  const others = endings.filter(({ isOwn }) => !isOwn).map(({ code }) => code);
  const rest = `${own.length === 0 ? '' : 'and '}${others.join(', ')} (cbase help exit-codes)`;
  return section('Exit codes:', [
    ...itemLines(
      own.map(({ code, meaning }) => [String(code), meaning]),
      width,
    ),
    ...paragraph(rest, width - 2).map((line) => `  ${line}`),
  ]);
}

function moreLines(command: Command, left: number): readonly string[] {
  const readOn = pageOf(command)?.readOn;
  const flags = left === 1 ? '1 more flag' : `${left} more flags`;
  return [
    ...(left === 0 ? [] : [`${flags}: ${nameOf(command)} --help --all`]),
    'Flags of every command (--bot, --json, --quiet …): cbase help flags',
    ...(readOn === undefined ? [] : [`Read on: ${readOn} (cbase help files says where)`]),
  ];
}
