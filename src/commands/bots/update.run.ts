import { unlessStopped } from '../../account/doubt.js';
import { keptSettings } from '../../account/kept.js';
import { withNested } from '../../api/bot-settings.js';
import { quoted } from '../../base/escape/shell.js';
import type { Io } from '../../base/io.js';
import { type SettingFlags, settingsOf } from '../../bots/settings.js';
import type { Common } from '../../cli/common-options.js';
import { withBot } from '../../cli/with-account.js';
import { printDone } from '../../terminal/done.js';
import { writeErr } from '../../terminal/streams.js';

export type Options = Common & SettingFlags;

export async function updateBot(io: Io, options: Options, named?: string): Promise<undefined> {
  const tell = (text: string) => {
    if (!options.quiet) writeErr(io, text);
  };
  const settings = await settingsOf(io, options, tell);
  const deed = await withBot(
    io,
    options,
    async ({ api, bot, signal }) => {
      const whole = withNested(settings, bot.raw);
      const deed = { deed: `The update of ${bot.name}`, look: `cbase bots get ${quoted(bot.id)} --json` };
      const configure = () => api.bots.configure(bot.id, whole, signal);
      const raw = await unlessStopped(configure, deed);
      await keptSettings(io, { api, bot, signal }, whole, deed);
      return { id: bot.id, words: `Changed the settings of ${settings.name ?? bot.name}`, raw };
    },
    { named },
  );
  await printDone(io, options, deed);
}
