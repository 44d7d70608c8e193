import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { readProfiles, useProfile } from '../../config/profile.js';
import { printDone } from '../../terminal/done.js';
import { writeErr } from '../../terminal/streams.js';
import { choiceNames } from '../shared/profile-choice.js';

export async function useNamedProfile(io: Io, options: Common, name = ''): Promise<undefined> {
  await useProfile(io, name);
  const { chosen } = await readProfiles(io, options.profile);
  const isOverridden = chosen.name !== name;
  if (isOverridden)
    writeErr(io, `${choiceNames[chosen.chosenBy]} overrides this: the profile is ${chosen.name}`);
  const words = `Commands use the profile ${name} from now on`;
  await printDone(io, options, { id: name, words, raw: { profile: name, active: chosen.name } });
}
