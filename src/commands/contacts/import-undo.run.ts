import { type Ending, Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { count } from '../../base/text.js';
import { refuseFormats } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import type { FoundRun } from '../../contacts/runs/find-run.js';
import { standingOf } from '../../contacts/runs/run-standing.js';
import { createdBy, undoRun } from '../../contacts/runs/undo.js';
import { type Confirmation, makeSure, refuseUnnamed } from '../../terminal/make-sure.js';
import { withProgress } from '../shared/import/progress.js';
import { botOfRun, foundRun, placeOf, withRun } from '../shared/import/run.js';
import { printUndone } from './import-undo.view.js';

export type Options = Common & Confirmation;

export async function undoImport(io: Io, options: Options, wanted?: string): Promise<Ending> {
  refuseFormats(options, 'contacts import undo');
  refuseUnnamed(options, wanted !== undefined, 'Name the run: cbase contacts import undo RUN --yes');
  const found = await foundRun(io, options, wanted);
  const { state, replayed } = await standingOf(found);
  refuseDoubt(found, state.classes.countOf('open'));
  const { created, unnamed } = await createdBy(found);
  if (created.size + unnamed === 0) throw new Failure('refused', `Run ${found.name} created no contacts`);
  const question = questionOf(found, created.size, replayed.isUndone);
  const undone = await withProgress(
    io,
    { ...withRun(options, found), limits: {} },
    async (account, listener) => {
      const bot = await botOfRun(io, account, found);
      // The run may be named by its directory, both as the argument and in --confirm.
      const isTypedAgain = wanted !== undefined && options.confirm === wanted;
      const confirm = isTypedAgain ? found.name : options.confirm;
      await makeSure(
        io,
        { ...options, ...(confirm !== undefined && { confirm }) },
        { id: found.name, question },
      );
      const onProgress = (done: number, total: number) =>
        listener.onProgress({ kind: 'deleting', done, total });
      const undo = { found, bot, place: placeOf(account, bot), api: account.api };
      return undoRun(io, undo, { onProgress, onNotice: listener.onNotice });
    },
  );
  await printUndone(io, options, { run: found.name, ...undone });
  return undone.changed.length + undone.unknown > 0 ? 'partial' : 'done';
}

function refuseDoubt({ name, manifest }: FoundRun, rows: number): void {
  if (rows === 0) return;
  const resolve = ['cbase contacts import resolve', name, ...manifest.place].join(' ');
  throw new Failure('usage', `Run ${name} has rows in doubt, so it is not known what it created`, {
    advice: `Resolve them first: ${resolve}`,
  });
}

function questionOf({ name, manifest }: FoundRun, contacts: number, isUndone: boolean): string {
  const what = contacts === 1 ? 'the contact' : `the ${count(contacts)} contacts`;
  const again = isUndone ? ' (already undone once)' : '';
  return `Delete ${what} that run ${name}${again} created in ${manifest.bot.name}, except those that have changed since?`;
}
