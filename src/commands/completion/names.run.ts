import { plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import { knownModels } from '../../chat/own-models.js';
import { keptSessions } from '../../chat/session/sessions.js';
import type { Common } from '../../cli/common-options.js';
import type { NameEntry } from '../../config/cached-names.js';
import { exportsDirectory, runsDirectory } from '../../config/paths.js';
import { readProfiles } from '../../config/profile.js';
import { allRuns } from '../../contacts/runs/find-run.js';
import { followNames, stateNames } from '../../exports/state.js';
import { writeOut } from '../../terminal/streams.js';
import { serverNames } from './server-names.js';

/**
 * Prints the names that may stand at the end of a typed line, one a line with what is said of it after a tab: `bots`, `attributes`,
 * `models`, `profiles`, `runs`, `sessions` or `states`. Never fails.
 */
export async function printNames(
  io: Io,
  _options: Common,
  what = '',
  ...words: readonly string[]
): Promise<undefined> {
  const names = await namesOf(io, what, words).catch(() => []);
  const lines = names
    // A name that a terminal would obey cannot be typed.
    .filter(({ name }) => name !== '' && plainLine(name) === name)
    .map(({ name, about }) => `${name}\t${plainLine(about).replaceAll('\t', ' ')}\n`);
  await writeOut(io, lines.join(''));
}

async function namesOf(io: Io, what: string, words: readonly string[]): Promise<readonly NameEntry[]> {
  const { env, home } = io;
  switch (what) {
    case 'bots':
    case 'attributes':
      return serverNames(io, what, words);
    case 'models':
      return (await knownModels(io)).models.map(({ model, credits }) => ({
        name: model,
        about: credits === undefined ? '' : `${credits} ${credits === 1 ? 'credit' : 'credits'} per reply`,
      }));
    case 'profiles':
      return (await readProfiles(io, undefined)).all.map(({ name, settings }) => ({
        name,
        about: settings.bot ?? settings['base-url'] ?? '',
      }));
    case 'runs':
      return (await allRuns(runsDirectory(env, home))).toReversed().map(({ name, manifest }) => ({
        name,
        about: `${manifest.input.name} into ${manifest.bot.name}`,
      }));
    case 'sessions':
      return (await keptSessions(io)).flatMap(({ id, session }) => bothNames(id, session.name ?? ''));
    case 'states': {
      const kind = words.includes('convos') ? 'convos' : 'leads';
      const directory = exportsDirectory(env, home);
      const follows = words.includes('list') || words.includes('status');
      const exported = words.includes('list') ? [] : await stateNames(directory, kind);
      const followed = follows ? await followNames(directory, kind) : [];
      return [...new Set([...exported, ...followed])].map((name) => ({ name, about: '' }));
    }
    default:
      return [];
  }
}

/** A thing that has an id and a name is completed by both, each of which explains the other. */
function bothNames(id: string, name: string): readonly NameEntry[] {
  return [
    { name: id, about: name },
    { name, about: id },
  ];
}
