import { plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import { keptSessions } from '../../chat/session/sessions.js';
import type { Common } from '../../cli/common-options.js';
import { hurried } from '../../cli/hurried.js';
import { withAccount } from '../../cli/with-account.js';
import { exportsDirectory, runsDirectory } from '../../config/paths.js';
import { readProfiles } from '../../config/profile.js';
import { allRuns } from '../../contacts/runs/find-run.js';
import { stateNames } from '../../exports/state.js';
import { writeOut } from '../../terminal/streams.js';

const patienceMs = 2500;

/** A name, and another one for the same. */
type Named = { readonly id: string; readonly name: string };

/** Prints the names that may stand at the end of a typed line: `bots`, `profiles`, `runs`, `sessions` or `states`. Never fails. */
export async function printNames(io: Io, what: string, words: readonly string[]): Promise<undefined> {
  const names = await namesOf(io, what, words).catch(() => []);
  const lines = names
    .filter(({ id, name }) => plainLine(id + name) === id + name)
    .map(({ id, name }) => `${id}\t${name}\n`);
  await writeOut(io, lines.join(''));
}

async function namesOf(io: Io, what: string, words: readonly string[]): Promise<readonly Named[]> {
  const { env, home } = io;
  const alone = (ids: readonly string[]) => ids.map((id) => ({ id, name: '' }));
  switch (what) {
    case 'bots':
      return bots(io, words);
    case 'profiles':
      return alone((await readProfiles(io, undefined)).all.map(({ name }) => name));
    case 'runs':
      return alone((await allRuns(runsDirectory(env, home))).map(({ name }) => name).toReversed());
    case 'sessions':
      return (await keptSessions(io)).map(({ id, session }) => ({ id, name: session.name ?? '' }));
    case 'states':
      return alone(
        await stateNames(exportsDirectory(env, home), words.includes('convos') ? 'convos' : 'leads'),
      );
    default:
      return [];
  }
}

/** The bots of the account that the line selects. */
async function bots(io: Io, words: readonly string[]): Promise<readonly Named[]> {
  return hurried(io, patienceMs, (hasty) =>
    withAccount(hasty, { ...typedFlags(words), quiet: true }, ({ api }) =>
      api.bots.list(hasty.interrupt.soft),
    ),
  );
}

/** The flags of an unfinished line that select the account. bash passes `=` as a separate word. */
function typedFlags(words: readonly string[]): Common {
  const list = words.flatMap((word) => (/^--[\w-]+=/.test(word) ? word.split(/=(.*)/s).slice(0, 2) : [word]));
  const typed = list.filter((word) => word !== '=');
  const after = (flag: string) => (typed.includes(flag) ? typed[typed.indexOf(flag) + 1] : undefined);
  return {
    profile: after('--profile'),
    baseUrl: after('--base-url'),
    local: typed.includes('--local') ? true : undefined,
  };
}
