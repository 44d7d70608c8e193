import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { hurried } from '../../cli/hurried.js';
import { readFromBot, withAccount } from '../../cli/with-account.js';
import { cachedNames, type NameEntry, type NameOwner } from '../../config/cached-names.js';
import { findKey, keyVariable } from '../../config/key.js';
import { readProfile } from '../../config/profile.js';
import { settingsFrom } from '../../config/settings.js';

/** A longer wait for TAB would feel like a hang. */
const patienceMs = 1500;

/** The embedded emulator cannot be left while it starts, and answers for sure. */
const localPatienceMs = 10_000;

type Kind = NameOwner['kind'];

/**
 * The names of the account, or the bot, that a typed line selects: at once if they were listed a short time ago, else listed again; if
 * that fails or takes too long, the old ones. Throws if there are none, or no key.
 */
export async function serverNames(
  io: Io,
  kind: Kind,
  words: readonly string[],
): Promise<readonly NameEntry[]> {
  const flags = typedFlags(words);
  const owner = await ownerOf(io, kind, flags);
  const cache = cachedNames(io, owner);
  const kept = await cache.read();
  if (kept !== undefined && !kept.isOld) return kept.names;
  try {
    const limitMs = owner.origin === 'local' ? localPatienceMs : patienceMs;
    const names = await hurried(io, limitMs, (hasty) => listed[kind](hasty, flags));
    await cache.keep(names);
    return names;
  } catch (error) {
    if (kept === undefined) throw error;
    return kept.names;
  }
}

async function ownerOf(io: Io, kind: Kind, flags: Common): Promise<NameOwner> {
  const profile = await readProfile(io, flags.profile);
  const settings = settingsFrom(flags, io.env, profile);
  const bot = kind === 'bots' ? '' : (settings.bot ?? '');
  if (settings.local) return { kind, origin: 'local', profile: '', key: '', bot };
  const isByCommand = profile.isByFlag || keyVariable(io.env) === undefined;
  // A password manager must not open its window because somebody pressed TAB.
  if (isByCommand && profile.credentials?.keyCommand !== undefined)
    throw new Failure('auth', 'A key command is not run for a completion');
  const { key } = await findKey(io, profile, settings);
  return { kind, origin: settings.baseUrl.origin, profile: profile.name, key, bot };
}

const listed: Readonly<Record<Kind, (io: Io, flags: Common) => Promise<readonly NameEntry[]>>> = {
  bots: async (io, flags) => {
    const bots = await withAccount(io, flags, ({ api }) => api.bots.list(io.interrupt.soft));
    return bots.flatMap(({ id, name }) => [
      { name: id, about: name },
      { name, about: id },
    ]);
  },
  attributes: async (io, flags) => {
    const attributes = await readFromBot(io, flags, ({ api, bot, signal }) => api.attrs.list(bot.id, signal));
    return attributes.map(({ name, label, type, archived }) => ({
      name,
      about: `${label} (${type}${archived ? ', archived' : ''})`,
    }));
  },
};

/** The flags of an unfinished line that select the account and the bot. bash passes `=` as a separate word. */
function typedFlags(words: readonly string[]): Common {
  const list = words.flatMap((word) => (/^--[\w-]+=/.test(word) ? word.split(/=(.*)/s).slice(0, 2) : [word]));
  const typed = list.filter((word) => word !== '=');
  const after = (...flags: readonly string[]) => {
    const at = typed.findIndex((word) => flags.includes(word));
    return at < 0 ? undefined : typed[at + 1];
  };
  return {
    bot: after('--bot', '-b'),
    profile: after('--profile'),
    baseUrl: after('--base-url'),
    local: typed.includes('--local') ? true : undefined,
    quiet: true,
    input: false,
  };
}
