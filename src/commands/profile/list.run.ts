import { plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { hint } from '../../config/key.js';
import { readProfiles } from '../../config/profile.js';
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
      key: credentials === undefined ? null : hint(credentials.key),
      bot: settings.bot ?? null,
    }),
  );
  await printList(io, options, view, lines);
  if (options.quiet) return;
  if (all.length === 0) writeErr(io, 'There are no profiles yet. Make one with: cbase auth login');
  else if (chosen.chosenBy !== 'default' && !all.some(({ name }) => name === chosen.name))
    writeErr(io, plainLine(`${choiceNames[chosen.chosenBy]} names ${chosen.name}, which does not exist`));
}

type Line = {
  readonly name: string;
  /** What makes it the active one; `null` for the others. */
  readonly active: string | null;
  readonly base_url: string;
  readonly key: string | null;
  readonly bot: string | null;
};

const view = {
  columns: {
    name: ({ name }: Line) => name,
    active: ({ active }: Line) => active,
    base_url: ({ base_url }: Line) => base_url,
    key: ({ key }: Line) => key,
    bot: ({ bot }: Line) => bot,
  },
  raw: (line: Line) => line,
  id: ({ name }: Line) => name,
};
