import type { Command } from 'commander';
import { type Ending, Failure } from '../../failure.js';
import type { Io } from '../../io.js';
import { acting, type Cli, type Common, refuseFormats } from '../options.js';
import { botOfRun, foundRun, placeOf, refuseImportFlags, withProgress, withRun } from './running.js';

export type Options = Common & { readonly confirm?: string };

export function importUndo(imports: Command, cli: Cli, run = undo): void {
  imports
    .command('undo')
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
  const { state } = await standingOf(found);
  if (state.classes.countOf('open') > 0)
    throw new Failure('usage', `The run ${found.name} has rows in doubt, so what it created is not known`, {
      advice: `Settle them first: cbase contacts import resolve ${found.name}`,
    });
  const { created, unnamed } = await createdBy(found);
  const contacts = created.size === 1 ? '1 contact' : `${created.size} contacts`;
  if (created.size + unnamed === 0) throw new Failure('refused', `The run ${found.name} created nothing`);
  await makeSure(io, options, {
    id: found.name,
    question: `Delete the ${contacts} that the run ${found.name} created in ${found.manifest.bot.name}?`,
  });
  const undone = await withProgress(
    io,
    withRun(options, found),
    {},
    async (account, { onProgress, onNotice }) => {
      const bot = await botOfRun(account, found, io);
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
