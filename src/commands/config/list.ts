import type { Command } from 'commander';
import type { Io } from '../../base/io.js';
import { acting, type Cli, type Common } from '../options.js';
import { lineOf, profileOf, settingView } from './view.js';

export type Options = Common;

export function configList(config: Command, cli: Cli, run = listSettings): void {
  config
    .command('list')
    .description('Show every setting with the place it comes from')
    .addHelpText('after', '\nExamples:\n  $ cbase config list\n  $ cbase config list --json')
    .action(acting<Options>(cli, run));
}

async function listSettings(io: Io, options: Options): Promise<undefined> {
  const { settingNames } = await import('../../config/profile.js');
  const { printFields, printList } = await import('../../terminal/output.js');
  if (options.fields === true) return printFields(io, options, settingView);
  const profile = await profileOf(io, options);
  const lines = await Promise.all(settingNames.map((name) => lineOf(io, options, profile, name)));
  await printList(io, options, settingView, lines);
}
