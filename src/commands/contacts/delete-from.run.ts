import { access, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { chosenBot } from '../../account/bot.js';
import type { Ending } from '../../base/failure.js';
import { createDirectory } from '../../base/files/create.js';
import type { Io } from '../../base/io.js';
import { count, counted } from '../../base/text.js';
import { refuseFormats } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { runsDirectory } from '../../config/paths.js';
import { type Deletion, deleteNamed } from '../../contacts/deletion/delete-named.js';
import { keyColumn, namedRows } from '../../contacts/deletion/keys.js';
import { type InputFile, openInput, sha256Of } from '../../contacts/reading/input.js';
import { readTable } from '../../contacts/reading/table.js';
import { journalFile } from '../../contacts/runs/manifest.js';
import { type Confirmation, makeSure } from '../../terminal/make-sure.js';
import { withProgress } from '../shared/import/progress.js';
import { placeOf } from '../shared/import/run.js';
import { runName } from '../shared/import/run-name.js';
import { printDeletion, printDoomed } from './delete-from.view.js';

export type FromOptions = Common &
  Confirmation & { readonly from: string; readonly column?: string; readonly dryRun?: boolean };

/** Deletes the contacts that a file names. */
export async function deleteFrom(io: Io, options: FromOptions): Promise<Ending> {
  refuseFormats(options, 'contacts delete --from');
  const { from, column: wanted, dryRun = false } = options;
  const runs = runsDirectory(io.env, io.home);
  const name = runName(io);
  const directory = join(runs, name);
  await createDirectory(directory, 'state');
  let file: InputFile | undefined;
  let deletion: Deletion | undefined;
  try {
    const opened = await openInput(io, from, { directory });
    file = opened;
    const table = await readTable(opened, {
      format: opened.isSheet ? 'sheet' : 'auto',
      encoding: 'auto',
      delimiter: opened.isSheet ? ',' : undefined,
      hasHeader: wanted !== undefined,
      isHeaderForced: wanted !== undefined,
      rules: 2,
    });
    const column = keyColumn(table, wanted, opened.name);
    const input = { name: opened.name, sha256: await sha256Of(opened.path), column: wanted ?? null };
    const rows = () => namedRows(table, column, wanted !== undefined);
    deletion = await withProgress(io, { ...options, limits: {} }, async (account, listener) => {
      const bot = await chosenBot(account, io.interrupt.soft);
      const place = placeOf(account, bot);
      const { settings } = account;
      const host = settings.local ? 'the embedded emulator' : settings.baseUrl.host;
      return deleteNamed(
        io,
        { api: account.api, bot, place, runs, directory, name, input, rows, dryRun },
        {
          ...listener,
          confirm: (contacts) =>
            makeSure(io, options, {
              id: String(contacts),
              idIs: 'number of contacts',
              retype: true,
              question: `Delete the ${contacts === 1 ? 'contact' : `${count(contacts)} contacts`} that ${basename(from)} names from ${bot.name} (${host})?`,
              statement: `${counted(contacts, 'contact')} of ${bot.name} would be deleted: this cannot be undone, except by creating them again`,
            }),
          show: (planned, copies) => printDoomed(io, options, planned, copies),
        },
      );
    });
    if (!dryRun) await printDeletion(io, options, deletion);
    return endingOf(deletion);
  } finally {
    if (file?.isCopy) await rm(file.path, { force: true });
    if (deletion?.directory !== directory && !(await isBegun(directory)))
      await rm(directory, { recursive: true, force: true });
  }
}

/** Whether contacts may have been deleted, so that the copies of them are kept. */
async function isBegun(directory: string): Promise<boolean> {
  return access(join(directory, journalFile)).then(
    () => true,
    () => false,
  );
}

function endingOf({ notFound, deleted, deletedBefore, gone }: Deletion): Ending {
  if (notFound === 0) return 'done';
  return deleted + deletedBefore + gone === 0 ? 'not-found' : 'partial';
}
