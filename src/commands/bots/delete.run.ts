import { orDoubt } from '../../account/doubt.js';
import { fieldsLost } from '../../base/field-changes.js';
import type { Io } from '../../base/io.js';
import { counted } from '../../base/text.js';
import { filesOfBot, removeFilesOfBot } from '../../bots/kept-files.js';
import type { Common } from '../../cli/common-options.js';
import { commandFor } from '../../cli/look.js';
import { type BotContext, withBot } from '../../cli/with-account.js';
import { originOf } from '../../config/settings.js';
import { type Deed, printDone } from '../../terminal/done.js';
import { type Confirmation, makeSure, refuseUnnamed } from '../../terminal/make-sure.js';
import { checkConfirm, checkDryRun, printWould, type Would } from '../shared/dry-run.js';
import type { DryRunFlag } from '../shared/dry-run-flag.js';

export type Options = Common & Confirmation & DryRunFlag;

export async function deleteBot(io: Io, options: Options, named?: string): Promise<undefined> {
  const isNamed = named !== undefined || options.bot !== undefined;
  refuseUnnamed(options, isNamed, 'Name the bot: cbase bots delete BOT --yes');
  checkDryRun(options);
  const which = { named, mustBeNamed: true };
  if (options.dryRun)
    return printWould(
      io,
      options,
      await withBot(io, options, (context) => deletion(io, options, context), which),
    );
  const deed = await withBot(io, options, (context) => deleted(io, options, context), which);
  await printDone(io, options, deed);
}

async function deletion(io: Io, options: Options, { account, bot }: BotContext): Promise<Would> {
  checkConfirm(options, bot.id);
  const would = `delete the bot ${bot.name} (${bot.id}) with its contacts, leads and conversations`;
  const files = await filesOfBot(io, { origin: originOf(account.settings), bot: bot.id });
  return { would, id: bot.id, fields: fieldsLost(bot.raw), files };
}

async function deleted(io: Io, options: Options, { account, api, bot, signal }: BotContext): Promise<Deed> {
  const question = `Delete the bot ${bot.name}, ${bot.id}, with its contacts, leads and conversations?`;
  await makeSure(io, options, { id: bot.id, question, retype: true });
  const raw = await orDoubt(() => api.bots.remove(bot.id, signal), {
    deed: `The deletion of ${bot.name}`,
    look: commandFor({ ...options, bot: undefined }, 'bots list'),
  });
  const files = await removeFilesOfBot(io, { origin: originOf(account.settings), bot: bot.id });
  const here = files.length === 0 ? '' : ` and ${counted(files.length, 'file')} about it on this machine`;
  return {
    id: bot.id,
    words: `Deleted the bot ${bot.name} (${bot.id})${here}`,
    raw: { ...raw, removed_files: files },
  };
}
