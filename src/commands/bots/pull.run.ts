import { chmod } from 'node:fs/promises';
import { inertJson } from '../../base/escape/terminal.js';
import { Failure } from '../../base/failure.js';
import { folderFor, refuseTaken } from '../../base/files/place.js';
import { putText } from '../../base/files/replace.js';
import type { Io } from '../../base/io.js';
import { fileDocument, fileText } from '../../bots/as-code/file-text.js';
import { refuseFormats } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { withBot } from '../../cli/with-account.js';
import { printDone } from '../../terminal/done.js';
import { writeOut } from '../../terminal/streams.js';

export type Options = Common & { readonly out?: string; readonly force?: boolean };

export async function pullBot(io: Io, options: Options, named?: string): Promise<undefined> {
  refuseFormats(options, 'bots pull');
  const { force = false } = options;
  const out = options.out === '-' ? undefined : options.out;
  if (force && out === undefined)
    throw new Failure('usage', '--force has no effect without --out FILE', { advice: 'Leave it out' });
  if (out !== undefined) {
    await refuseTaken(out, force);
    await folderFor(out);
  }
  const bot = await withBot(io, options, async ({ bot }) => bot, { named });
  if (out === undefined) {
    const isJson = options.json || options.format === 'json';
    return writeOut(io, isJson ? `${inertJson(fileDocument(bot), 2)}\n` : await fileText(bot)).then(
      () => undefined,
    );
  }
  await putText(out, await fileText(bot), { mark: io.uuid(), force });
  // It holds no secrets and belongs into a repository, which others read as well.
  await chmod(out, 0o644);
  const words = `Wrote the settings of ${bot.name} to ${out}`;
  await printDone(io, options, { id: bot.id, words, raw: { file: out } });
}
