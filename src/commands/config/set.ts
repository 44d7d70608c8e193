import type { Command } from 'commander';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { SettingName } from '../../config/profile.js';
import { type Cli, type Common, doing } from '../options.js';
import { reportSetting, settingName, settingWords } from './view.js';

export type Options = Common;

export function configSet(config: Command, cli: Cli, run = setSetting): void {
  config
    .command('set')
    .description('Keep a setting in the profile')
    .argument('<setting>', settingWords)
    .argument('<value>')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase config set bot "Harbor Coffee"\n  $ cbase config set timeout 90s --profile work',
    )
    .action(doing<Options>(cli, run));
}

async function setSetting(io: Io, options: Options, word = '', value = ''): Promise<undefined> {
  const { changeSetting } = await import('../../config/profile.js');
  const name = await settingName(word);
  const { origin, profile } = await checked(io, options, name, value);
  await changeSetting(io, profile.name, name, value);
  const isKeyElsewhere =
    origin !== undefined && profile.credentials !== undefined && profile.credentials.origin !== origin;
  const { say } = await import('../../terminal/voice.js');
  if (isKeyElsewhere)
    say(
      io,
      `The key of this profile was stored for ${profile.credentials?.origin} and will not be sent to ${origin}`,
    );
  const settings = { ...profile.settings, [name]: value };
  await reportSetting(
    io,
    options,
    { ...profile, settings },
    name,
    `${name} of the profile ${profile.name} is ${value}`,
  );
}

/** A value that could not be used later is refused now. */
async function checked(io: Io, options: Common, name: SettingName, value: string) {
  const { readProfile } = await import('../../config/profile.js');
  const { durationMs, safeBaseUrl } = await import('../../config/settings.js');
  const profile = await readProfile(io, options.profile, { mayBeNew: true });
  if (value.trim() === '')
    throw new Failure('usage', `${name} cannot be nothing`, {
      advice: `Remove it with: cbase config unset ${name}`,
    });
  if (name === 'timeout') durationMs(value, 'timeout');
  return { profile, origin: name === 'base-url' ? safeBaseUrl(value).origin : undefined };
}
