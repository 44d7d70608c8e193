import type { Command } from 'commander';
import type { Io } from '../../base/io.js';
import { type Cli, type Common, doing } from '../options.js';
import { profileOf, reportSetting, settingName, settingWords } from './view.js';

export type Options = Common;

export function configUnset(config: Command, cli: Cli, run = unsetSetting): void {
  config
    .command('unset')
    .description('Take a setting out of the profile')
    .argument('<setting>', settingWords)
    .addHelpText('after', '\nExamples:\n  $ cbase config unset bot')
    .action(doing<Options>(cli, run));
}

async function unsetSetting(io: Io, options: Options, word = ''): Promise<undefined> {
  const { changeSetting } = await import('../../config/profile.js');
  const name = await settingName(word);
  const profile = await profileOf(io, options);
  await changeSetting(io, profile.name, name, undefined);
  const { [name]: _, ...settings } = profile.settings;
  await reportSetting(
    io,
    options,
    { ...profile, settings },
    name,
    `${name} is not set in the profile ${profile.name} any more`,
  );
}
