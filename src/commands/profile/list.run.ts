import { plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { hint } from '../../config/key.js';
import { type Credentials, readProfiles } from '../../config/profile.js';
import { defaultBaseUrl } from '../../config/settings.js';
import { printFields, printList } from '../../terminal/output.js';
import { writeErr } from '../../terminal/streams.js';
import { choiceNames } from '../shared/profile-choice.js';

export async function listProfiles(io: Io, options: Common): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, view);
  const { chosen, all } = await readProfiles(io, options.profile);
  const lines = all.map(
    ({ name, settings, credentials }): Line => ({
      name,
      active: name === chosen.name ? choiceNames[chosen.chosenBy] : null,
      base_url: settings['base-url'] ?? defaultBaseUrl,
      key: credentials?.key === undefined ? null : hint(credentials.key),
      key_from: keyFrom(credentials),
      key_command: credentials?.keyCommand ?? null,
      bot: settings.bot ?? null,
    }),
  );
  await printList(io, options, view, lines);
  if (options.quiet) return;
  if (all.length === 0) writeErr(io, 'There are no profiles yet. Make one with: cbase auth login');
  else if (chosen.chosenBy !== 'default' && !all.some(({ name }) => name === chosen.name))
    writeErr(io, plainLine(`${choiceNames[chosen.chosenBy]} names ${chosen.name}, which does not exist`));
}

function keyFrom(credentials: Credentials | undefined): Line['key_from'] {
  if (credentials === undefined) return 'none';
  return credentials.keyCommand === undefined ? 'file' : 'command';
}

type Line = {
  readonly name: string;
  /** What makes it the active one; `null` for the others. */
  readonly active: string | null;
  readonly base_url: string;
  /** Its end; `null` where a command prints it, which is not run for a list. */
  readonly key: string | null;
  readonly key_from: 'file' | 'command' | 'none';
  readonly key_command: string | null;
  readonly bot: string | null;
};

const view = {
  columns: {
    name: ({ name }: Line) => name,
    active: ({ active }: Line) => active,
    base_url: ({ base_url }: Line) => base_url,
    key: ({ key }: Line) => key,
    key_from: ({ key_from }: Line) => key_from,
    key_command: ({ key_command }: Line) => key_command,
    bot: ({ bot }: Line) => bot,
  },
  raw: (line: Line) => line,
  id: ({ name }: Line) => name,
};
