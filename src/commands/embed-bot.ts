import type { Bot } from '../api/bots.js';
import { quoted } from '../base/escape/shell.js';
import { plainLine } from '../base/escape/terminal.js';
import type { Io } from '../base/io.js';
import { isLoopback } from '../base/loopback.js';
import type { Common } from '../cli/common-options.js';
import { withBot } from '../cli/with-account.js';
import { localDataFile } from '../config/paths.js';
import { readProfile } from '../config/profile.js';
import { type Settings, settingsFrom } from '../config/settings.js';
import { type EmbedHost, hostOf, vendorHost } from '../embed/host.js';

/** The bot of a page. */
export type EmbeddedBot = {
  readonly id: string;
  /** Its name, or its id where the name is not known. */
  readonly name: string;
  readonly host: EmbedHost;
  readonly warnings: readonly string[];
};

/** The port that the emulator listens on by default. */
const emulatorPort = 4010;

/** The bot that flag, environment or profile names. One that is named by its id is not looked for. */
export async function embeddedBot(io: Io, options: Common): Promise<EmbeddedBot> {
  const profile = await readProfile(io, options.profile, { needsKey: false });
  const settings = settingsFrom(options, io.env, profile);
  const place = { host: hostIn(settings), warnings: localWarning(io, settings) };
  const { bot: wanted } = settings;
  if (wanted !== undefined && isLikeId(wanted)) return { id: wanted, name: wanted, ...place };
  return withBot(io, options, async ({ bot }) => ({
    id: bot.id,
    name: bot.name,
    host: place.host,
    warnings: [...place.warnings, ...accessWarnings(bot)],
  }));
}

/** An id of Chatbase has 21 characters; a name with as many that is one word is unlikely. */
function isLikeId(text: string): boolean {
  return /^[\w-]{21}$/.test(text);
}

function hostIn({ local, baseUrl }: Settings): EmbedHost {
  if (local) return hostOf(new URL(`http://127.0.0.1:${emulatorPort}`));
  return isLoopback(baseUrl) ? hostOf(baseUrl) : vendorHost;
}

/** The emulator of --local ends with the command, so a page needs one that runs. */
function localWarning({ env, home }: Io, { local }: Settings): readonly string[] {
  if (!local) return [];
  return [
    `this page needs a running emulator. Start it with: cbase emulator --data ${quoted(localDataFile(env, home))}`,
  ];
}

/** Settings of a bot that may keep visitors out. */
function accessWarnings({ id, name, raw }: Bot): readonly string[] {
  const settings: Readonly<Record<string, unknown>> = { ...raw };
  const isPrivate = settings.visibility === 'private';
  return isPrivate
    ? [
        plainLine(
          `${name} is private, so visitors may not see it. Publish it with: cbase bots update ${quoted(id)} --visibility public`,
        ),
      ]
    : [];
}
