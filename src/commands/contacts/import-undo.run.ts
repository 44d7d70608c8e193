import { quoted } from '../../base/escape/shell.js';
import { type Ending, Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { agoText, count, counted } from '../../base/text.js';
import { refuseFormats } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { runsDirectory } from '../../config/paths.js';
import { copyFiles } from '../../contacts/runs/copies.js';
import { type FoundRun, runsOfBot } from '../../contacts/runs/find-run.js';
import { standingOf } from '../../contacts/runs/run-standing.js';
import { type Undoable, type Undone, undoableOf, undoRun } from '../../contacts/undo/undo.js';
import { type Confirmation, makeSure, refuseUnnamed } from '../../terminal/make-sure.js';
import { withProgress } from '../shared/import/progress.js';
import { botOfRun, foundRun, placeOf, withRun } from '../shared/import/run.js';
import { printUndone } from './import-undo.view.js';

export type Options = Common & Confirmation;

export async function undoImport(io: Io, options: Options, wanted?: string): Promise<Ending> {
  refuseFormats(options, 'contacts import undo');
  const found = await (wanted === undefined ? lastToUndo(io, options) : foundRun(io, options, wanted));
  const { state, replayed } = await standingOf(found);
  refuseDoubt(found, state.classes.countOf('open'));
  refuseUnnamed(
    options,
    wanted !== undefined,
    `Name the run: cbase contacts import undo ${found.name} --yes`,
  );
  const undoable = await undoableOf(found, io.random);
  if (undoable.created + undoable.updated === 0) throw await nothingToUndo(found, undoable);
  const undone = await withProgress(
    io,
    { ...withRun(options, found), limits: {} },
    async (account, listener) => {
      const bot = await botOfRun(io, account, found);
      const { settings } = account;
      const question = questionOf(found, {
        ...undoable,
        undone: replayed.isUndoOpen ? 'undone in part' : replayed.isUndone ? 'already undone once' : '',
        account: settings.local ? 'the embedded emulator' : settings.baseUrl.host,
        nowMs: io.now(),
      });
      await makeSure(io, { ...options, ...confirmed(options, found, wanted) }, { id: found.name, question });
      const undo = { found, bot, place: placeOf(account, bot), api: account.api };
      return undoRun(io, undo, listener);
    },
  );
  await printUndone(io, options, { run: found.name, ...undone });
  return endingOf(undone);
}

function endingOf({ changed, unknown, unkept, notPutBack }: Undone): Ending {
  if (notPutBack.some(({ why }) => why === 'in doubt')) return 'in-doubt';
  return changed.length + unknown + unkept + notPutBack.length > 0 ? 'partial' : 'done';
}

/** The run may be named by its directory or the beginning of its name, both as the argument and in --confirm. */
function confirmed({ confirm }: Options, found: FoundRun, wanted: string | undefined) {
  return wanted !== undefined && confirm === wanted ? { confirm: found.name } : {};
}

/** The latest run that changed contacts and was not undone, or not wholly. Throws Failure 'usage' if there is none. */
async function lastToUndo(io: Io, options: Options): Promise<FoundRun> {
  const runs = await runsOfBot(runsDirectory(io.env, io.home), options.bot);
  for (const found of runs.toReversed()) {
    const standing = await standingOf(found).catch((error) => {
      // One damaged journal must not hide the others.
      if (error instanceof Failure) return undefined;
      throw error;
    });
    if (standing === undefined) continue;
    const { state, replayed } = standing;
    if (replayed.isUndone && !replayed.isUndoOpen) continue;
    if (state.classes.countOf('created') > 0) return found;
    if (state.classes.countOf('updated') > 0 && (await undoableOf(found, io.random)).updated > 0)
      return found;
  }
  throw new Failure('usage', 'There is no run that created or updated contacts and was not undone', {
    advice: 'List the runs with: cbase contacts import results',
  });
}

async function nothingToUndo(
  { name, directory, manifest }: FoundRun,
  { unkept }: Undoable,
): Promise<Failure> {
  const isKept = (await copyFiles(directory)).length > 0;
  const updates =
    unkept > 0
      ? ` and updated ${count(unkept)}, of which it is not known how they were before, so this cannot be undone`
      : ' and updated none';
  return new Failure('refused', `Run ${name} created no contacts${updates}`, {
    advice: isKept
      ? `Create the contacts that it deleted again with: ${['cbase contacts restore', ...[name, ...manifest.place].map(quoted)].join(' ')}`
      : 'See what each run did with: cbase contacts import results',
  });
}

function refuseDoubt({ name, manifest }: FoundRun, rows: number): void {
  if (rows === 0) return;
  const resolve = ['cbase contacts import resolve', name, ...manifest.place].join(' ');
  throw new Failure('usage', `Run ${name} has rows in doubt, so it is not known what it created`, {
    advice: `Resolve them first: ${resolve}`,
  });
}

type Asked = Undoable & {
  /** Whether it was undone before, in words. */
  readonly undone: string;
  readonly account: string;
  readonly nowMs: number;
};

/** Says which run it is, how old, and in which bot of which account. */
function questionOf({ name, manifest }: FoundRun, asked: Asked): string {
  const { created, updated, unkept, undone, account, nowMs } = asked;
  const facts = [manifest.input.name, agoText(nowMs - Date.parse(manifest.startedAt)), undone];
  const run = `run ${name} (${facts.filter((fact) => fact !== '').join(', ')})`;
  const where = `in ${manifest.bot.name} (${account})`;
  const what =
    created === 0
      ? `Put ${those(updated)} that ${run} updated ${where} back as before`
      : `Delete ${those(created)} that ${run} created ${where}${updated === 0 ? '' : `, and put the ${count(updated)} it updated back as before`}`;
  const kept =
    created + updated === 1 ? 'unless it has changed since' : 'except those that have changed since';
  const left = unkept === 0 ? '' : ` (${counted(unkept, 'update')} of this run cannot be undone.)`;
  return `${what}, ${kept}?${left}`;
}

function those(contacts: number): string {
  return contacts === 1 ? 'the contact' : `the ${count(contacts)} contacts`;
}
