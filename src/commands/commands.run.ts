import type { Command } from 'commander';
import { inertJson } from '../base/escape/terminal.js';
import type { Io } from '../base/io.js';
import type { Common } from '../cli/common-options.js';
import { type CommandNode, commandTree } from '../cli/help/tree.js';
import { formatOf, printFields, printList } from '../terminal/output.js';
import { writeOut } from '../terminal/streams.js';

export async function listCommands(io: Io, options: Common, program: Command): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, view);
  const tree = commandTree(program, io.version);
  const isTree = formatOf(io, options) === 'json' && options.fields === undefined;
  await (isTree
    ? writeOut(io, `${inertJson(tree, 2)}\n`)
    : printList(io, options, view, leavesOf(tree.commands)));
}

type Line = { readonly name: string; readonly node: CommandNode };

/** The commands that do something. */
function leavesOf(nodes: readonly CommandNode[], before = 'cbase'): readonly Line[] {
  return nodes.flatMap((node) => {
    const name = `${before} ${node.name}`;
    return [...(node.isGroup ? [] : [{ name, node }]), ...leavesOf(node.commands, name)];
  });
}

const view = {
  columns: {
    command: ({ name }: Line) => name,
    description: ({ node }: Line) => node.description,
    aliases: ({ node }: Line) => node.aliases.join(' '),
  },
  short: ['command', 'description'],
  raw: ({ name, node: { commands: _, isGroup: __, ...node } }: Line) => ({ ...node, name }),
  id: ({ name }: Line) => name,
};
