import type { Command } from 'commander';
import type { Io } from '../../base/io.js';
import { acting, type Cli, type Common } from '../options.js';

export type Options = Common;

export function authStatus(auth: Command, cli: Cli, run = showStatus): void {
  auth
    .command('status')
    .description('Say which key is used, where it comes from and where it may go; exit code 4 without one')
    .addHelpText('after', '\nExamples:\n  $ cbase auth status --local\n  $ cbase auth status --local --json')
    .action(acting<Options>(cli, run));
}

type Status = {
  readonly profile: string;
  readonly source: string;
  readonly origin: string;
  readonly key: string;
};

async function showStatus(io: Io, options: Options): Promise<undefined> {
  const { printFields, printOne } = await import('../../terminal/output.js');
  if (options.fields === true) return printFields(io, options, view);
  await printOne(io, options, view, await statusOf(io, options));
}

async function statusOf(io: Io, options: Options): Promise<Status> {
  const { findKey, hint } = await import('../../config/key.js');
  const { readProfile } = await import('../../config/profile.js');
  const { settingsFrom } = await import('../../config/settings.js');
  const { listener } = await import('../../terminal/conversation.js');
  const { onNotice } = listener(io, options);
  const profile = await readProfile(io, options.profile, { onNotice });
  const { local, baseUrl } = settingsFrom(options, io.env, profile);
  if (local)
    return { profile: profile.name, source: 'the embedded emulator', origin: 'this machine', key: '…' };
  const { key, source } = await findKey(io.env, profile, baseUrl);
  return { profile: profile.name, source, origin: baseUrl.origin, key: hint(key) };
}

const view = {
  columns: {
    profile: ({ profile }: Status) => profile,
    source: ({ source }: Status) => source,
    origin: ({ origin }: Status) => origin,
    key: ({ key }: Status) => key,
  },
  raw: (status: Status) => status,
  id: ({ profile }: Status) => profile,
};
