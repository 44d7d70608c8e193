import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { isKeyInEnvironment } from '../../config/key.js';
import { readProfile, removeCredentials } from '../../config/profile.js';
import { printDone } from '../../terminal/done.js';
import { writeErr } from '../../terminal/streams.js';

export type Options = Common;

export async function logOut(io: Io, options: Options): Promise<undefined> {
  const { name: profile } = await readProfile(io, options.profile);
  await removeCredentials(io, profile);
  if (isKeyInEnvironment(io.env))
    writeErr(io, 'A key is still set in the environment; unset CHATBASE_API_KEY to remove it');
  await printDone(io, options, {
    id: profile,
    words: `The profile ${profile} no longer has a stored key`,
    raw: { profile, keyInEnvironment: isKeyInEnvironment(io.env) },
  });
}
