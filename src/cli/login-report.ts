import type { Bot } from '../api/bots.js';
import { quoted } from '../base/escape/shell.js';
import { plainLine } from '../base/escape/terminal.js';
import type { Io } from '../base/io.js';
import { credentialsFile } from '../config/paths.js';
import { sourceOf } from '../config/settings.js';
import { printDone } from '../terminal/done.js';
import { writeErr } from '../terminal/streams.js';
import type { Common } from './common-options.js';

/** What a login did. Keys are shown by their last four characters. */
export type LoggedIn = {
  readonly profile: string;
  readonly origin: string;
  readonly key: string;
  /** The command that printed the key, and is stored instead of it. */
  readonly keyCommand: string | undefined;
  /** What was replaced: a key or a key command. */
  readonly replaced: string | undefined;
  readonly bots: readonly Bot[];
  /** The default bot of the profile, if it is one of `bots`. */
  readonly bot: Bot | undefined;
  /** Whether a command follows, so that no next step needs to be named. */
  readonly isFirstStep: boolean;
};

/** Prints what a login did, and what to do next. */
export async function reportLogin(io: Io, options: Common, login: LoggedIn): Promise<void> {
  const { profile, origin, key, keyCommand, replaced, bots, bot, isFirstStep } = login;
  const file = credentialsFile(io.env, io.home);
  const words = `Logged in to ${origin} with the key ${key}: ${botWords(bots)}`;
  await printDone(io, options, {
    id: profile,
    words,
    raw: {
      profile,
      origin,
      key,
      key_command: keyCommand ?? null,
      bots: bots.length,
      file,
      bot: bot?.name ?? null,
      replaced: replaced ?? null,
    },
  });
  if (options.quiet) return;
  const instead = replaced === undefined ? '' : `; it replaces ${replaced}`;
  const kept =
    keyCommand === undefined
      ? `The key is stored in ${file}, which only you can read`
      : `cbase runs ${keyCommand} whenever it needs the key; the command is stored in ${file}, the key is not`;
  writeErr(io, plainLine(`${kept}${instead}`));
  if (bot !== undefined) writeErr(io, plainLine(`Default bot: ${bot.name}${overriding(io)}`));
  if (!isFirstStep) writeErr(io, plainLine(`Next: ${nextStep(login)}`));
}

const mostNamed = 5;

function botWords(bots: readonly Bot[]): string {
  if (bots.length === 0) return 'no bots yet';
  const names = bots.slice(0, mostNamed).map(({ name }) => name);
  const more = bots.length > names.length ? [`and ${bots.length - names.length} more`] : [];
  return `${bots.length} ${bots.length === 1 ? 'bot' : 'bots'} (${[...names, ...more].join(', ')})`;
}

function overriding({ env }: Io): string {
  const found = sourceOf('bot', {}, env);
  return found?.kind === 'variable' ? `; ${found.source} overrides it with ${found.value}` : '';
}

function nextStep({ profile, bots, bot }: LoggedIn): string {
  const chosen = profile === 'default' ? '' : ` --profile ${profile}`;
  if (bots.length === 0) return `cbase bots create --name NAME${chosen}`;
  const [first] = bots;
  const named =
    bot === undefined && bots.length > 1 && first !== undefined ? ` --bot ${quoted(first.name)}` : '';
  return `cbase chat${named}${chosen}`;
}
