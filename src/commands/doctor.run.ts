import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiError } from '../api/error.js';
import { inertJson } from '../base/escape/terminal.js';
import { type Ending, exitCodes, Failure, gravest, stopped } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { knownModels } from '../chat/own-models.js';
import type { Common } from '../cli/common-options.js';
import { withAccount } from '../cli/with-account.js';
import { lockFiles, removeAbandonedLocks } from '../config/lock-files.js';
import { exportsDirectory, runsDirectory, stateDirectory } from '../config/paths.js';
import { allRuns } from '../contacts/runs/find-run.js';
import { isFinished, reportIsFinal, standingOf } from '../contacts/runs/run-standing.js';
import type { Probed } from '../doctor/account.js';
import { type DoctorDeps, findings } from '../doctor/checks.js';
import type { Finding } from '../doctor/finding.js';
import type { LockReport } from '../doctor/leftovers.js';
import { checkPersonalData } from '../doctor/personal-data.js';
import type { ExportAge, UnfinishedImport } from '../doctor/runs.js';
import { stoppedExports } from '../exports/resume.js';
import { readState, stateNames, statePlace } from '../exports/state.js';
import { formatOf, printFields, printList } from '../terminal/output.js';
import { writeOut } from '../terminal/streams.js';
import { doctorView, printFindings } from './doctor.view.js';
import { keptData } from './shared/kept-data.js';

export type Options = Common & { readonly fix?: boolean };

export async function examine(io: Io, options: Options): Promise<Ending> {
  if (options.fields === true) {
    await printFields(io, options, doctorView);
    return 'done';
  }
  const checks = await findings(io, options, await depsOf(io, options));
  const found = [...checks, await personalData(io, options)];
  // Interrupted checks have no meaningful result.
  if (io.interrupt.soft.aborted) throw stopped(io.interrupt.signal());
  const ending = gravest(found.flatMap(({ kind }) => (kind === undefined ? [] : [kind])));
  await print(io, options, found, ending);
  return ending;
}

async function depsOf(io: Io, options: Options): Promise<DoctorDeps> {
  const directories = await lockDirectories(io);
  return {
    fix: options.fix === true,
    node: io.node,
    prices: () => knownModels(io),
    exports: () => exportAges(io),
    imports: () => unfinishedImports(io, directories),
    locks: locksIn(io, directories),
    stopped: () => {
      const isDead = (pid: number, host: string) => host !== io.host || !io.isAlive(pid);
      return stoppedExports(exportsDirectory(io.env, io.home), isDead);
    },
    probe: () => probed(io, options),
  };
}

function probed(io: Io, options: Options): Promise<Probed> {
  return withAccount(io, options, async ({ api }) => {
    const startedMs = io.monotonic();
    try {
      const bots = await api.bots.list(io.interrupt.soft);
      return { bots: bots.length, ms: io.monotonic() - startedMs };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { error, ms: io.monotonic() - startedMs };
    }
  });
}

/** A setting that is not valid is a finding, not the end of all checks. */
async function personalData(io: Io, options: Options): Promise<Finding> {
  try {
    return checkPersonalData(await keptData(io, options));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { check: 'personal data', status: 'warn', detail: error.message };
  }
}

/** All directories in which imports and exports keep their locks. */
async function lockDirectories({ env, home }: Io): Promise<readonly string[]> {
  const imports = join(stateDirectory(env, home), 'locks');
  const names = await readdir(imports).catch(() => []);
  return [...names.map((name) => join(imports, name)), join(exportsDirectory(env, home), 'locks')];
}

function locksIn(io: Io, directories: readonly string[]): LockReport {
  const abandoned = async () => {
    const locks = (await Promise.all(directories.map((one) => lockFiles(one, io)))).flat();
    return locks.filter((lock) => lock.isAbandoned);
  };
  return {
    abandoned: async () => (await abandoned()).map(({ path }) => path),
    remove: async () => {
      const left = new Set((await abandoned()).map(({ path }) => join(path, '..')));
      const counts = await Promise.all([...left].map((one) => removeAbandonedLocks(one, io)));
      return counts.reduce((sum, one) => sum + one, 0);
    },
  };
}

async function exportAges({ env, home }: Io): Promise<readonly ExportAge[]> {
  const directory = exportsDirectory(env, home);
  const ages: ExportAge[] = [];
  for (const kind of ['leads', 'convos'] as const)
    for (const state of await stateNames(directory, kind)) {
      const held = await readState(statePlace(directory, kind, state));
      ages.push({ kind, state, lastMs: held?.last && Date.parse(held.last.finished) });
    }
  return ages;
}

/** Imports that can be resumed. One that is running holds a lock and does not count. */
async function unfinishedImports(
  io: Io,
  directories: readonly string[],
): Promise<readonly UnfinishedImport[]> {
  const locks = (await Promise.all(directories.map((one) => lockFiles(one, io)))).flat();
  const active = new Set(locks.filter((lock) => !lock.isAbandoned).map(({ run }) => run));
  const unfinished: UnfinishedImport[] = [];
  for (const found of await allRuns(runsDirectory(io.env, io.home))) {
    if (active.has(found.name) || (await reportIsFinal(found.directory))) continue;
    // A journal that cannot be read has an error of its own where the run is used.
    const standing = await standingOf(found).catch(() => undefined);
    if (standing === undefined || isFinished(standing)) continue;
    const { input, startedAt } = found.manifest;
    unfinished.push({ run: found.name, startedAt, file: input.name });
  }
  return unfinished;
}

async function print(io: Io, options: Options, found: readonly Finding[], ending: Ending): Promise<void> {
  if (formatOf(io, options) === 'json') {
    const document = { ok: ending === 'done', checks: found, exitCode: exitCodes[ending] };
    return writeOut(io, `${inertJson(document, 2)}\n`);
  }
  if (formatOf(io, options) === 'table' && options.fields === undefined)
    return printFindings(io, options, found);
  return printList(io, options, doctorView, found);
}
