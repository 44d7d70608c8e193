import type { Command } from 'commander';
import { commandItems } from './command-help.js';
import { isGroup, visibleCommands } from './in-tree.js';
import { type Item, itemLines, paragraph, section } from './lines.js';
import type { HelpStyle } from './style.js';

/** The top-level commands, by what they are for. One that is in no group is shown with the last. */
const groups: Readonly<Record<string, readonly string[]>> = {
  'Set up': ['auth', 'config', 'profile', 'doctor', 'completion'],
  Talk: ['chat', 'batch', 'tests', 'replay', 'sessions', 'picks', 'models'],
  Data: ['bots', 'contacts', 'attrs', 'leads', 'convos', 'webhooks'],
  Website: ['embed', 'identity'],
  Tools: ['open', 'api', 'mcp', 'emulator', 'demo', 'commands', 'version'],
};

type Shown = { readonly name: string; readonly items: readonly Item[] };

/** The help of `cbase` itself; with all commands of all groups if `isAll`. */
export function rootHelp(program: Command, { width, isAll }: HelpStyle): string {
  const lines = [
    'Usage: cbase <command> [flags]',
    '',
    ...paragraph(program.description(), width),
    ...grouped(program, isAll).flatMap(({ name, items }) => section(`${name}:`, itemLines(items, width))),
    ...section(
      'More:',
      itemLines(
        [
          ['cbase help COMMAND', 'what it does, its flags, examples and exit codes'],
          ...(isAll ? [] : [['cbase help --all', 'every command of every group'] as const]),
          ['cbase help TOPIC', 'flags, exit-codes, environment, formats or files'],
        ],
        width,
      ),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** What `cbase` without a command prints: little enough for the smallest terminal. */
export function startHelp(program: Command, { width }: HelpStyle): string {
  const names = grouped(program, false).map(
    ({ name, items }): Item => [name, items.map(([term]) => term).join(', ')],
  );
  const lines = [
    ...paragraph(program.description(), width),
    '',
    'Usage: cbase <command> [flags]',
    ...section('Commands:', itemLines(names, width)),
    ...section('Start with:', itemLines(firstSteps, width)),
    ...section('More:', itemLines([['cbase help', 'what each command does']], width)),
  ];
  return `${lines.join('\n')}\n`;
}

const firstSteps: readonly Item[] = [
  ['cbase demo', 'take a tour without an account'],
  ['cbase auth login', 'store your API key'],
  ['cbase chat', 'talk to your bot'],
  ['cbase contacts import FILE', 'import contacts, with a result for every row'],
  ['cbase leads export', 'export the leads that your bot collected'],
];

function grouped(program: Command, isAll: boolean): readonly Shown[] {
  const items = new Map(
    visibleCommands(program).map((command) => [command.name(), itemsOf(command, isAll)] as const),
  );
  const placed = new Set(Object.values(groups).flat());
  const left = [...items.keys()].filter((name) => !placed.has(name));
  return Object.entries(groups).map(([name, names], i, all) => ({
    name,
    items: [...names, ...(i === all.length - 1 ? left : [])].flatMap((one) => items.get(one) ?? []),
  }));
}

function itemsOf(command: Command, isAll: boolean): readonly Item[] {
  const own: Item = [command.name(), command.summary() || command.description()];
  return isAll && command.commands.length > 0 ? itemsBelow(command, '') : [own];
}

/** Every command below another one that does something. */
function itemsBelow(command: Command, before: string): readonly Item[] {
  const name = `${before}${command.name()} `;
  const items = commandItems(command);
  return visibleCommands(command).flatMap((one, i) => {
    const [term, meaning] = items[i] ?? ['', ''];
    return [...(isGroup(one) ? [] : [[name + term, meaning] as const]), ...itemsBelow(one, name)];
  });
}
