import { expect, test } from 'vitest';
import { cli } from '../../support/cli.js';

type Node = {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly commands: readonly Node[];
  readonly arguments: readonly { readonly name: string; readonly required: boolean }[];
  readonly flags: readonly {
    readonly name: string;
    readonly choices: readonly string[] | null;
    readonly default: unknown;
    readonly variables: readonly string[];
    readonly usual: boolean;
  }[];
  readonly exitCodes: readonly { readonly code: number; readonly meaning: string }[];
};

const named = (nodes: readonly Node[], ...words: readonly string[]): Node => {
  const [word, ...more] = words;
  const found = nodes.find(({ name }) => name === word);
  if (found === undefined) throw new Error(`There is no ${word}`);
  return more.length === 0 ? found : named(found.commands, ...more);
};

test('commands --json is the whole tree', async () => {
  const { code, out } = await cli(['commands', '--json']);
  const tree = JSON.parse(out) as Node;
  expect([code, tree.name]).toEqual([0, 'cbase']);
  expect(tree.flags.find(({ name }) => name === '--bot')?.variables).toContain('CHATBASE_BOT_ID');
  const importing = named(tree.commands, 'contacts', 'import');
  expect(importing.arguments).toMatchObject([{ name: 'file', required: true }]);
  expect(importing.flags.find(({ name }) => name === '--on-conflict')).toMatchObject({
    choices: ['skip', 'update', 'fail'],
    default: 'skip',
    usual: true,
  });
  expect(importing.flags.find(({ name }) => name === '--read-lag')).toMatchObject({
    default: '30s',
    usual: false,
  });
  expect(importing.exitCodes).toContainEqual({ code: 3, meaning: 'some rows were rejected' });
  expect(importing.commands.map(({ name }) => name)).toEqual(expect.arrayContaining(['resume', 'undo']));
  expect(named(tree.commands, 'bots', 'list').aliases).toEqual(['ls']);
  expect(named(tree.commands, 'config', 'list').exitCodes.map(({ code }) => code)).not.toContain(4);
});

test('commands is a list of everything that can be called', async () => {
  const { out } = await cli(['commands', '--format', 'id']);
  const lines = out.trim().split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'cbase bots icon set',
      'cbase contacts import',
      'cbase contacts import undo',
      'cbase chat',
    ]),
  );
  expect(lines).not.toContain('cbase bots');
});
