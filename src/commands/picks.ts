import type { Command } from 'commander';
import type { Io } from '../base/io.js';
import type { PickScore } from '../chat/compare/picks.js';
import { acting, type Cli, type Common } from './options.js';

export type Options = Common;

export function picks(program: Command, cli: Cli, run = listPicks): void {
  program
    .command('picks')
    .description('Which lanes were picked in comparisons, and how often')
    .addHelpText('after', '\nExamples:\n  $ cbase picks\n  $ cbase picks --json')
    .action(acting<Options>(cli, run));
}

async function listPicks(io: Io, options: Options): Promise<undefined> {
  const { allPicks, scoresOf } = await import('../chat/compare/picks.js');
  const { printFields, printList } = await import('../terminal/output.js');
  if (options.fields === true) return printFields(io, options, view);
  await printList(io, options, view, scoresOf(await allPicks(io)));
}

const view = {
  columns: {
    label: ({ label }: PickScore) => label,
    picked: ({ picked }: PickScore) => picked,
    compared: ({ compared }: PickScore) => compared,
    share: ({ share }: PickScore) => share,
  },
  raw: (score: PickScore) => score,
  id: ({ label }: PickScore) => label,
};
