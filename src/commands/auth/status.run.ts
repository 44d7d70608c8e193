import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { findKey, hint } from '../../config/key.js';
import { readProfile } from '../../config/profile.js';
import { settingsFrom } from '../../config/settings.js';
import { printFields, printOne } from '../../terminal/output.js';
import { requestLog } from '../../terminal/request-log.js';

export type Options = Common;

type Status = {
  readonly profile: string;
  readonly source: string;
  readonly origin: string;
  readonly key: string;
};

export async function showStatus(io: Io, options: Options): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, view);
  await printOne(io, options, view, await statusOf(io, options));
}

async function statusOf(io: Io, options: Options): Promise<Status> {
  const { onNotice } = requestLog(io, options);
  const profile = await readProfile(io, options.profile, { onNotice });
  const settings = settingsFrom(options, io.env, profile);
  const { local, baseUrl } = settings;
  if (local)
    return { profile: profile.name, source: 'the embedded emulator', origin: 'this machine', key: '…' };
  const { key, source } = await findKey(io.env, profile, settings);
  return { profile: profile.name, source: source.name, origin: baseUrl.origin, key: hint(key) };
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
