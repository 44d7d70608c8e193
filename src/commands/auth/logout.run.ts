import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { keyVariable } from '../../config/key.js';
import { readProfile, removeCredentials } from '../../config/profile.js';
import { printDone } from '../../terminal/done.js';
import { writeErr } from '../../terminal/streams.js';

export type Options = Common;

export async function logOut(io: Io, options: Options): Promise<undefined> {
  const { name: profile, credentials } = await readProfile(io, options.profile);
  const variable = keyVariable(io.env);
  const keyCommand = credentials?.keyCommand;
  await removeCredentials(io, profile);
  if (variable !== undefined)
    writeErr(io, `A key is still set in the environment; unset ${variable} to remove it`);
  const what = keyCommand === undefined ? 'a stored key' : 'a key command';
  await printDone(io, options, {
    id: profile,
    words: `The profile ${profile} no longer has ${what}`,
    raw: { profile, key_command: keyCommand ?? null, keyInEnvironment: variable !== undefined },
  });
}
