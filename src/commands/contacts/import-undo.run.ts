import { type Ending, Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { agoText, count, counted } from '../../base/text.js';
import { refuseFormats } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { runsDirectory } from '../../config/paths.js';
import type { Ledger } from '../../contacts/ledger.js';
import { type FoundRun, runsOfBot } from '../../contacts/runs/find-run.js';
import { standingOf } from '../../contacts/runs/run-standing.js';
import { createdBy, undoRun } from '../../contacts/runs/undo.js';
import { type Confirmation, makeSure, refuseUnnamed } from '../../terminal/make-sure.js';
import { withProgress } from '../shared/import/progress.js';
import { botOfRun, foundRun, placeOf, withRun } from '../shared/import/run.js';
import { printUndone } from './import-undo.view.js';

export type Options = Common & Confirmation;

export async function undoImport(io: Io, options: Options, wanted?: string): Promise<Ending> {
  refuseFormats(options, 'contacts import undo');
  const found = await (wanted === undefined ? lastCreating(io, options) : foundRun(io, options, wanted));
  const { state, replayed } = await standingOf(found);
  refuseDoubt(found, state.classes.countOf('open'));
  refuseUnnamed(
    options,
    wanted !== undefined,
    `Name the run: cbase contacts import undo ${found.name} --yes`,
  );
  const { created, unnamed } = await createdBy(found);
  if (created.size + unnamed === 0) throw nothingToUndo(found, state.classes.count());
  const undone = await withProgress(
    io,
    { ...withRun(options, found), limits: {} },
    async (account, listener) => {
      const bot = await botOfRun(io, account, found);
      const { settings } = account;
      const question = questionOf(found, {
        contacts: created.size,
        isUndone: replayed.isUndone,
        updated: state.classes.countOf('updated'),
        account: settings.local ? 'the embedded emulator' : settings.baseUrl.host,
        nowMs: io.now(),
      });
      await makeSure(io, { ...options, ...confirmed(options, found, wanted) }, { id: found.name, question });
      const onProgress = (done: number, total: number) =>
        listener.onProgress({ kind: 'deleting', done, total });
      const undo = { found, bot, place: placeOf(account, bot), api: account.api };
      return undoRun(io, undo, { onProgress, onNotice: listener.onNotice });
    },
  );
  await printUndone(io, options, { run: found.name, ...undone });
  return undone.changed.length + undone.unknown > 0 ? 'partial' : 'done';
}

/** The run may be named by its directory or the beginning of its name, both as the argument and in --confirm. */
function confirmed({ confirm }: Options, found: FoundRun, wanted: string | undefined) {
  return wanted !== undefined && confirm === wanted ? { confirm: found.name } : {};
}

/** The latest run that created contacts and was not undone. Throws Failure 'usage' if there is none. */
async function lastCreating(io: Io, options: Options): Promise<FoundRun> {
  const runs = await runsOfBot(runsDirectory(io.env, io.home), options.bot);
  for (const found of runs.toReversed()) {
    const standing = await standingOf(found).catch((error) => {
      // One damaged journal must not hide the others.
      if (error instanceof Failure) return undefined;
      throw error;
    });
    if (standing === undefined || standing.replayed.isUndone) continue;
    if (standing.state.classes.countOf('created') > 0) return found;
  }
  throw new Failure('usage', 'There is no run that created contacts and was not undone', {
    advice: 'List the runs with: cbase contacts import results',
  });
}

function nothingToUndo({ name }: FoundRun, { updated }: Ledger): Failure {
  const updates = updated > 0 ? ` and updated ${count(updated)}, and updates cannot be undone` : '';
  return new Failure('refused', `Run ${name} created no contacts${updates}`, {
    advice: 'See what each run did with: cbase contacts import results',
  });
}

function refuseDoubt({ name, manifest }: FoundRun, rows: number): void {
  if (rows === 0) return;
  const resolve = ['cbase contacts import resolve', name, ...manifest.place].join(' ');
  throw new Failure('usage', `Run ${name} has rows in doubt, so it is not known what it created`, {
    advice: `Resolve them first: ${resolve}`,
  });
}

type Asked = {
  readonly contacts: number;
  readonly isUndone: boolean;
  readonly updated: number;
  readonly account: string;
  readonly nowMs: number;
};

/** Says which run it is, how old, and in which bot of which account. */
function questionOf({ name, manifest }: FoundRun, asked: Asked): string {
  const { contacts, isUndone, updated, account, nowMs } = asked;
  const what = contacts === 1 ? 'the contact' : `the ${count(contacts)} contacts`;
  const kept = contacts === 1 ? 'unless it has changed since' : 'except those that have changed since';
  const age = agoText(nowMs - Date.parse(manifest.startedAt));
  const facts = [manifest.input.name, age, ...(isUndone ? ['already undone once'] : [])].join(', ');
  const updates = updated === 0 ? '' : ` (${counted(updated, 'update')} of this run cannot be undone.)`;
  return `Delete ${what} that run ${name} (${facts}) created in ${manifest.bot.name} (${account}), ${kept}?${updates}`;
}
