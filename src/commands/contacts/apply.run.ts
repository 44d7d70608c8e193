import { access } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Account } from '../../account/account.js';
import { inertJson, plainLine } from '../../base/escape/terminal.js';
import { type Ending, Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { refuseFormats } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { runsDirectory } from '../../config/paths.js';
import type { ImportOptions } from '../../contacts/import/begin.js';
import { type ImportInput, openImportInput } from '../../contacts/import/input.js';
import { refuseOtherBot, refuseOtherInput, refuseOtherServer } from '../../contacts/plan/bound.js';
import { type LoadedPlan, loadPlan } from '../../contacts/plan/load-plan.js';
import { sha256Of } from '../../contacts/reading/input.js';
import { allRuns, type FoundRun } from '../../contacts/runs/find-run.js';
import { writeOut } from '../../terminal/streams.js';
import { removeExpired } from '../shared/expired.js';
import { beginJunit } from '../shared/import/ci.js';
import { accountDestination, type Destination } from '../shared/import/destination.js';
import { importFacts } from '../shared/import/facts.js';
import type { ImportFlags } from '../shared/import/flags.js';
import { placeFlags } from '../shared/import/options.js';
import { type RunListener, withProgress } from '../shared/import/progress.js';
import { runName } from '../shared/import/run-name.js';
import { notifying, type Tell } from '../shared/notify.js';
import type { NotifyFlags } from '../shared/notify-flags.js';
import { confirmDeletions, endApplied, runApplied } from './apply-run.run.js';
import { continueFound } from './import-resume.run.js';

export type Options = Common &
  NotifyFlags &
  Pick<
    ImportFlags,
    | 'batchSize'
    | 'concurrency'
    | 'rate'
    | 'maxWait'
    | 'verify'
    | 'readLag'
    | 'report'
    | 'junit'
    | 'yes'
    | 'confirm'
  > & { readonly file?: string };

/** Carries out a plan, or goes on with the run that has begun to; and tells how it ended. */
export function applyPlan(io: Io, options: Options, path = ''): Promise<Ending> {
  return notifying(io, options, 'contacts apply', (tell) => applied(io, options, path, tell));
}

async function applied(io: Io, options: Options, path: string, tell: Tell): Promise<Ending> {
  refuseFormats(options, 'contacts apply');
  const plan = await loadPlan(path);
  refuseOtherBot(plan.header, options.bot);
  const earlier = await runOfPlan(io, plan.digest);
  if (earlier !== undefined) {
    const note = `Nothing to do: run ${earlier.name} has carried this plan out already`;
    return continueFound(io, withPlace(options, plan), earlier, { maySend: true, note, tell });
  }
  const { create, update, delete: deletions } = plan.header.counts;
  if (create + update + deletions === 0) return tellEmpty(io, options, plan);
  return begin(io, options, plan, { path, tell });
}

/** The run that applies this very plan; `undefined` if there is none. */
async function runOfPlan(io: Io, digest: string): Promise<FoundRun | undefined> {
  const runs = await allRuns(runsDirectory(io.env, io.home));
  return runs.findLast(({ manifest }) => manifest.plan?.sha256 === digest);
}

/** The flags with what the plan itself knows: its bot, and whether it is for the embedded emulator. Never a base URL. */
function withPlace<O extends Common>(options: O, { header }: LoadedPlan): O {
  const local = options.baseUrl === undefined && header.where.local ? { local: true } : {};
  return { ...options, ...local, bot: header.bot.id };
}

async function tellEmpty(io: Io, options: Options, { header, digest }: LoadedPlan): Promise<Ending> {
  const { counts, bot } = header;
  const text = options.json
    ? inertJson({ ok: true, exitCode: 0, ending: 'done', run: null, plan: `sha256:${digest}`, counts }, 2)
    : plainLine(`Nothing to do: the plan changes no contact of ${bot.name}`);
  await writeOut(io, `${text}\n`);
  return 'done';
}

type Begun = { readonly path: string; readonly tell: Tell };

async function begin(io: Io, options: Options, plan: LoadedPlan, { path, tell }: Begun): Promise<Ending> {
  const run = runName(io);
  const directory = options.report ?? join(runsDirectory(io.env, io.home), run);
  const junit = await beginJunit(io, options.junit);
  try {
    await removeExpired(io, options, () => {});
    const source = await sourceOf(options, plan, path);
    const { reading, limit } = plan.header;
    const input = await openImportInput(io, { source, reading, limit: limit ?? undefined, directory });
    let isNeeded = true;
    try {
      refuseOtherInput(plan.header, input.file, await sha256Of(input.file.path));
      const limits = { maxWaitMs: options.maxWait, maxPerSecond: options.rate };
      const outcome = await withProgress(
        io,
        { ...withPlace(options, plan), limits },
        async (account, listener) =>
          applyTo(io, options, { account, listener, input, plan, path, run, limits }),
      );
      tell(importFacts(outcome.summary));
      const ended = await endApplied(io, options, { outcome, junit, source });
      isNeeded = ended.isUnfinished;
      return ended.ending;
    } finally {
      await input.close(isNeeded);
    }
  } finally {
    await junit?.abandon();
  }
}

/** The file that the plan was made of: as the flag says, where it was, or beside the plan. */
async function sourceOf({ file }: Options, { header }: LoadedPlan, plan: string): Promise<string> {
  const { path, name } = header.input;
  if (file !== undefined) return file;
  if (path === null)
    throw new Failure('usage', 'The plan was made of standard input, which has to be given again', {
      advice: 'Add --file with the same contacts, or --file - and pipe them in',
    });
  const places = [path, join(dirname(plan), basename(path))];
  for (const place of places)
    if (
      await access(place).then(
        () => true,
        () => false,
      )
    )
      return place;
  throw new Failure('usage', `${name} is not where it was when the plan was made (${path})`, {
    advice: 'Name it with --file',
  });
}

type Applying = {
  readonly account: Account;
  readonly listener: RunListener;
  readonly input: ImportInput;
  readonly plan: LoadedPlan;
  readonly path: string;
  readonly run: string;
  readonly limits: ImportOptions['limits'];
};

async function applyTo(io: Io, options: Options, { account, listener, ...applying }: Applying) {
  const { plan, path, input } = applying;
  const { settings } = account;
  refuseOtherServer(plan.header, { local: settings.local, origin: settings.baseUrl.origin });
  const destination = await accountDestination(io, account);
  await confirmDeletions(io, options, plan);
  const chosen = chosenFor(io, options, { ...applying, destination });
  return runApplied(io, input, { ...chosen, applied: { plan, path } }, { destination, listener });
}

/** What the plan says, except where a flag says how fast to send it. */
function chosenFor(
  io: Io,
  options: Options,
  {
    plan,
    run,
    limits,
    destination,
  }: Pick<Applying, 'plan' | 'run' | 'limits'> & { readonly destination: Destination },
): ImportOptions {
  const { header } = plan;
  const { batchSize, concurrency, verify, readLag: readLagMs } = options;
  const isTyped = (flag: keyof Options) => options.typed?.has(flag) === true;
  const place = placeFlags(options, destination.where.local);
  return {
    ...{ run, limits, place, bot: destination.bot, where: destination.where },
    schema: destination.attributes,
    runs: runsDirectory(io.env, io.home),
    columns: header.column_options,
    settings: {
      ...header.settings,
      ...(isTyped('batchSize') && { batchSize }),
      ...(isTyped('concurrency') && { concurrency }),
      ...{ verify, readLagMs },
    },
    writeMap: undefined,
    dryRun: false,
    withRows: options.report !== undefined,
    keepsReport: options.report !== undefined,
    words: options.words ?? [],
    failOnEmpty: false,
    again: [...place, '--bot', destination.bot.id, '--on-conflict', 'update'],
    isSchemaFixed: true,
  };
}
