import type { Command } from 'commander';
import { type Ending, Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { FoundRun } from '../../contacts/runs/find-run.js';
import { acting, type Cli, type Common, refuseFormats } from '../options.js';
import { botOfRun, foundRun, ownHelp, placeOf, refuseImportFlags, withProgress, withRun } from './running.js';

export type Options = Common & { readonly confirm?: string };

export function importUndo(imports: Command, cli: Cli, run = undo): void {
  ownHelp(imports.command('undo'))
    .description('Delete exactly what an import created, if it was not changed since')
    .argument('[run]', 'its name or the directory of its report; the latest run when absent')
    .option('--confirm <run>', 'the name of the run once more; needed without a terminal')
    .addHelpText(
      'after',
      '\nEvery contact is written to a file in the run’s directory before it is deleted. What an import updated is not' +
        '\nput back. Exit code 3: some contacts were changed since and are left alone.' +
        '\n\nExamples:\n  $ cbase contacts import contacts.csv --local --bot "Harbor Coffee" --report report\n  $ cbase contacts import undo report --confirm "$(cbase contacts import results --format id)"',
    )
    .hook('preAction', (command) => refuseImportFlags(command))
    .action(acting<Options>(cli, run));
}

async function undo(io: Io, options: Options, wanted?: string): Promise<Ending> {
  refuseFormats(options, 'contacts import undo');
  const { standingOf } = await import('../../contacts/runs/resume.js');
  const { createdBy, undoRun } = await import('../../contacts/runs/undo.js');
  const { printUndone } = await import('../../terminal/import-summary.js');
  const { makeSure } = await import('../../terminal/prompts.js');
  const found = await foundRun(io, options, wanted);
  const { state, replayed } = await standingOf(found);
  refuseDoubt(found, state.classes.countOf('open'));
  const { created, unnamed } = await createdBy(found);
  if (created.size + unnamed === 0) throw new Failure('refused', `The run ${found.name} created nothing`);
  const question = questionOf(found, created.size, replayed.isUndone);
  const undone = await withProgress(
    io,
    withRun(options, found),
    {},
    async (account, { onProgress, onNotice }) => {
      const bot = await botOfRun(account, found, io);
      // The run may be named by its directory, once and once more.
      const isTypedAgain = wanted !== undefined && options.confirm === wanted;
      const confirm = isTypedAgain ? found.name : options.confirm;
      await makeSure(
        io,
        { ...options, ...(confirm !== undefined && { confirm }) },
        { id: found.name, question },
      );
      const told = {
        onNotice,
        onProgress: (done: number, total: number) => onProgress({ kind: 'deleting', done, total }),
      };
      return undoRun({ found, bot, place: placeOf(account, bot), api: account.api, ...told }, io);
    },
  );
  await printUndone(io, options, { run: found.name, ...undone });
  return undone.changed.length + undone.unknown > 0 ? 'partial' : 'done';
}

function refuseDoubt({ name, manifest }: FoundRun, rows: number): void {
  if (rows === 0) return;
  const resolve = ['cbase contacts import resolve', name, ...manifest.place].join(' ');
  throw new Failure('usage', `The run ${name} has rows in doubt, so what it created is not known`, {
    advice: `Settle them first: ${resolve}`,
  });
}

function questionOf({ name, manifest }: FoundRun, contacts: number, isUndone: boolean): string {
  const what = contacts === 1 ? 'the contact' : `the ${contacts.toLocaleString('en-US')} contacts`;
  const again = isUndone ? ' (it was undone before)' : '';
  return `Delete ${what} that the run ${name}${again} created in ${manifest.bot.name}, but for those that were changed since?`;
}
