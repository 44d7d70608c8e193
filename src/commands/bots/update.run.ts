import { unlessStopped } from '../../account/doubt.js';
import { keptSettings } from '../../account/kept.js';
import { type BotSettings, shownSettings, withNested } from '../../api/bot-settings.js';
import { fieldChanges } from '../../base/field-changes.js';
import type { Io } from '../../base/io.js';
import { type SettingFlags, settingsOf } from '../../bots/settings.js';
import type { Common } from '../../cli/common-options.js';
import { commandFor } from '../../cli/look.js';
import { type BotContext, withBot } from '../../cli/with-account.js';
import { printDone } from '../../terminal/done.js';
import { writeErr } from '../../terminal/streams.js';
import { checkDryRun, printWould } from '../shared/dry-run.js';
import type { DryRunFlag } from '../shared/dry-run-flag.js';

export type Options = Common & SettingFlags & DryRunFlag;

export async function updateBot(io: Io, options: Options, named?: string): Promise<undefined> {
  const tell = (text: string) => {
    if (!options.quiet) writeErr(io, text);
  };
  checkDryRun(options);
  const settings = await settingsOf(io, options, tell);
  if (options.dryRun) return sayUpdate(io, options, settings, named);
  const deed = await withBot(
    io,
    options,
    async ({ api, bot, signal }) => {
      const whole = withNested(settings, bot.raw);
      const deed = {
        deed: `The update of ${bot.name}`,
        look: commandFor({ ...options, bot: undefined }, 'bots get', bot.id, ['--json']),
      };
      const configure = () => api.bots.configure(bot.id, whole, signal);
      const raw = await unlessStopped(configure, deed);
      await keptSettings(io, { api, bot, signal }, whole, deed);
      return { id: bot.id, words: `Changed the settings of ${settings.name ?? bot.name}`, raw };
    },
    { named },
  );
  await printDone(io, options, deed);
}

/** What the update would change, compared with the bot as it is now. */
async function sayUpdate(
  io: Io,
  options: Options,
  settings: BotSettings,
  named: string | undefined,
): Promise<undefined> {
  const would = ({ bot }: BotContext) => ({
    would: `update the bot ${bot.name} (${bot.id})`,
    id: bot.id,
    fields: fieldChanges(bot.raw, shownSettings(withNested(settings, bot.raw))),
  });
  return printWould(io, options, await withBot(io, options, async (context) => would(context), { named }));
}
