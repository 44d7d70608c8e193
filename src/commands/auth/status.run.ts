import type { Io } from '../../base/io.js';
import { sourceWords } from '../../base/key-source.js';
import type { Common } from '../../cli/common-options.js';
import { findKey, hint } from '../../config/key.js';
import { readProfile } from '../../config/profile.js';
import { settingsFrom } from '../../config/settings.js';
import { printFields, printOne } from '../../terminal/output.js';
import { requestLog } from '../../terminal/request-log.js';
import { choiceNames } from '../shared/profile-choice.js';

export type Options = Common;

type Status = {
  readonly profile: string;
  /** What chose the profile. */
  readonly chosen_by: string;
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
  const chosen = { profile: profile.name, chosen_by: choiceNames[profile.chosenBy] };
  const settings = settingsFrom(options, io.env, profile);
  const { local, baseUrl } = settings;
  if (local) return { ...chosen, source: 'the embedded emulator', origin: 'this machine', key: '…' };
  const { key, source } = await findKey(io, profile, settings, { asking: options, onNotice });
  return { ...chosen, source: sourceWords(source), origin: baseUrl.origin, key: hint(key) };
}

const view = {
  columns: {
    profile: ({ profile }: Status) => profile,
    chosen_by: ({ chosen_by }: Status) => chosen_by,
    source: ({ source }: Status) => source,
    origin: ({ origin }: Status) => origin,
    key: ({ key }: Status) => key,
  },
  raw: (status: Status) => status,
  id: ({ profile }: Status) => profile,
};
