import { readdir, readlink, realpath, stat, symlink } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { Failure } from '../../base/failure.js';
import { createDirectory } from '../../base/files/create.js';
import { keptRuns, otherRunIn, removedRuns } from './kept-runs.js';
import { type Manifest, readManifest } from './manifest.js';

/** A run on disk. */
export type FoundRun = { readonly name: string; readonly directory: string; readonly manifest: Manifest };

/**
 * The run with this name, the beginning of it, or this directory; without one, the latest run of this bot (by id or name), or
 * of any bot. Throws Failure 'usage' when there is none, which says why if it was removed, or when several begin like this.
 */
export async function findRun(
  runs: string,
  wanted: string | undefined,
  bot: string | undefined,
): Promise<FoundRun> {
  if (wanted === undefined) return latestRun(runs, bot);
  const directory = await runDirectory(runs, wanted);
  const manifest = await readManifest(directory);
  return { name: manifest.run, directory, manifest };
}

/** The directory of the run with this name, the beginning of it, or this directory. Throws Failure 'usage' as `findRun` does. */
export async function runDirectory(runs: string, wanted: string): Promise<string> {
  const isName = basename(wanted) === wanted && wanted !== '' && !wanted.startsWith('.');
  const [named, typed] = [join(runs, wanted), resolve(wanted)];
  if (isName && (await exists(named))) return ownDirectory(named);
  if (wanted !== '' && (await exists(typed))) return typed;
  const found = isName ? matchingRuns(await keptRuns(runs), wanted) : undefined;
  if (found !== undefined) return ownDirectory(join(runs, found.name));
  const [removed] = isName ? await removedRuns(runs, wanted) : [];
  if (removed !== undefined)
    throw new Failure(
      'usage',
      `Run ${removed.run} was removed on ${removed.removedAt.slice(0, 10)}, because ${removed.because}: nothing is known of it any more, so it cannot be shown, resumed or undone`,
      { advice: 'To keep runs longer: cbase config set keep-runs 1y' },
    );
  throw new Failure('usage', `There is no run "${wanted}"`, {
    advice: 'List the runs with: cbase contacts import results',
  });
}

/** The directory of a run. Throws Failure 'usage' if its report was removed, or a later run has put its own there. */
async function ownDirectory(path: string): Promise<string> {
  const directory = await realpath(path).catch(() => undefined);
  if (directory === undefined)
    throw new Failure(
      'usage',
      `The report of run ${basename(path)} was removed from ${await readlink(path).catch(() => path)}`,
      { advice: 'Nothing else is kept of a run with --report: it cannot be shown, resumed or undone' },
    );
  const other = await otherRunIn(directory, basename(path));
  if (other === undefined) return directory;
  throw new Failure(
    'usage',
    `The report of run ${basename(path)} is gone: ${directory} now has that of run ${other}`,
    { advice: 'Give each run a --report directory of its own' },
  );
}

const maxNamed = 8;

/** The only run that begins like this; `undefined` if there is none. Throws Failure 'usage' that lists them if there are several. */
export function matchingRuns<R extends { readonly name: string }>(
  runs: readonly R[],
  wanted: string,
): R | undefined {
  const exact = runs.find(({ name }) => name === wanted);
  const found = exact === undefined ? runs.filter(({ name }) => name.startsWith(wanted)) : [exact];
  if (found.length < 2) return found[0];
  const names = found
    .map(({ name }) => name)
    .toSorted()
    .reverse();
  const more = names.length > maxNamed ? `, and ${names.length - maxNamed} more` : '';
  throw new Failure(
    'usage',
    `${found.length} runs begin with "${wanted}": ${names.slice(0, maxNamed).join(', ')}${more}`,
    {
      advice: 'Type more of the name',
    },
  );
}

async function latestRun(runs: string, bot: string | undefined): Promise<FoundRun> {
  const latest = (await runsOfBot(runs, bot)).at(-1);
  if (latest !== undefined) return latest;
  throw new Failure(
    'usage',
    bot === undefined ? 'There are no runs yet' : `There is no run for the bot "${bot}"`,
    {
      advice: 'Start one with: cbase contacts import FILE; or name the directory of its report',
    },
  );
}

/** The runs of a bot, by its id or name, or of all bots, the oldest first. */
export async function runsOfBot(runs: string, bot: string | undefined): Promise<readonly FoundRun[]> {
  return (await allRuns(runs)).filter(
    ({ manifest }) => bot === undefined || manifest.bot.id === bot || manifest.bot.name === bot,
  );
}

/** All runs that sent something or were about to, the oldest first. Directories without a manifest are skipped. */
export async function allRuns(runs: string): Promise<readonly FoundRun[]> {
  const names = await readdir(runs).catch(() => []);
  const found: FoundRun[] = [];
  for (const name of names.sort()) {
    const directory = await realpath(join(runs, name)).catch(() => undefined);
    if (directory === undefined) continue;
    const manifest = await readManifest(directory).catch(() => undefined);
    // A link whose directory has the report of a later run since leads to that run, which has its own link.
    if (manifest?.run === name) found.push({ name: manifest.run, directory, manifest });
  }
  return found.sort((one, other) => (one.manifest.startedAt < other.manifest.startedAt ? -1 : 1));
}

/** Makes a run in a directory of the user's choice findable by name too. A failure to do so is ignored. */
export async function linkRun(runs: string, name: string, directory: string): Promise<void> {
  const link = join(runs, name);
  if (resolve(directory) === resolve(link)) return;
  await createDirectory(dirname(link), 'state');
  const held = await readlink(link).catch(() => undefined);
  if (held === undefined)
    await symlink(isAbsolute(directory) ? directory : resolve(directory), link).catch(() => {});
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
