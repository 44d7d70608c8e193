import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Io } from '../../src/base/io.js';
import { commandTree } from '../../src/cli/help/tree.js';
import { offers, withheld } from '../../src/mcp/catalog.js';
import { allTools } from '../../src/mcp/tool.js';
import { buildProgram } from '../../src/program.js';

const io = { version: '0', stdout: {} } as unknown as Io;
const tree = commandTree(await buildProgram({ io, run: async () => 0, end: () => {}, print: () => {} }), '0');
const tools = allTools(tree, { allowWrites: true, allowChat: true, roots: [], isBotFixed: false });

type Node = (typeof tree.commands)[number];

function leaves(nodes: readonly Node[], before: readonly string[] = []): readonly string[] {
  return nodes.flatMap((node) => {
    const words = [...before, node.name];
    return [...(node.isGroup ? [] : [words.join(' ')]), ...leaves(node.commands, words)];
  });
}

test('every command is a tool, or there is a reason why it is none (src/mcp/catalog.ts)', () => {
  const offered = new Set(offers.map(({ command }) => command));
  const isWithheld = (path: string) =>
    Object.keys(withheld).some((one) => path === one || path.startsWith(`${one} `));
  const commands = leaves(tree.commands);
  expect(commands.filter((path) => !offered.has(path) && !isWithheld(path))).toEqual([]);
  expect(commands.filter((path) => offered.has(path) && isWithheld(path))).toEqual([]);
});

test('no tool takes a file by the value of a flag', () => {
  const reads = tools.flatMap(({ offer, words, listed }) =>
    Object.entries(words).flatMap(([name, use]) => {
      const source = use === 'argument' ? undefined : flagOf(offer.command, use.flag);
      const isFile = /file|directory/.test(source?.value ?? '');
      const isAt = /@FILE/.test(source?.description ?? '');
      const isSafe = offer.literal?.includes(name) || source?.value === 'json';
      return isFile || (isAt && !isSafe) ? [`${listed.name} ${name}`] : [];
    }),
  );
  expect(reads).toEqual([]);
});

function flagOf(path: string, flag: string) {
  let nodes = tree.commands;
  let found: Node | undefined;
  for (const word of path.split(' ')) {
    found = nodes.find(({ name }) => name === word);
    nodes = found?.commands ?? [];
  }
  return found?.flags.find(({ name }) => name === flag);
}

test('docs/mcp.md lists exactly the tools there are', () => {
  const text = readFileSync(new URL('../../docs/mcp.md', import.meta.url), 'utf8');
  const listed = [...text.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, name]) => name);
  expect(listed).toEqual(tools.map((tool) => tool.listed.name));
});
