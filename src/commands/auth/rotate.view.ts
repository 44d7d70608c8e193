import { plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { credentialsFile } from '../../config/paths.js';
import { defaultBaseUrl, type Settings } from '../../config/settings.js';
import { printDone } from '../../terminal/done.js';
import { writeErr } from '../../terminal/streams.js';

/** What a rotation did. Keys are shown by their last four characters. */
export type Rotated = {
  readonly profile: string;
  readonly settings: Settings;
  readonly key: string;
  /** The command that printed the key, and is stored instead of it. */
  readonly keyCommand: string | undefined;
  /** The old key; `undefined` if its command could not tell. */
  readonly replaced: string | undefined;
  /** Whether only the place of the key has changed, so that it must not be revoked. */
  readonly isSameKey: boolean;
  /** `undefined` if the old key did not work any more. */
  readonly isSameAccount: boolean | undefined;
  readonly bots: number;
};

/** Prints what a rotation did, and what is left to do. */
export async function reportRotation(io: Io, options: Common, rotated: Rotated): Promise<void> {
  const { profile, settings, key, keyCommand, replaced, isSameKey, isSameAccount, bots } = rotated;
  const { origin } = settings.baseUrl;
  const file = credentialsFile(io.env, io.home);
  const count = `${bots} ${bots === 1 ? 'bot' : 'bots'}`;
  await printDone(io, options, {
    id: profile,
    words: `The profile ${profile} uses the key ${key} for ${origin} now: ${count}`,
    raw: {
      ...{ profile, origin, key, key_command: keyCommand ?? null, replaced: replaced ?? null, bots, file },
      ...{ same_key: isSameKey, same_account: isSameAccount ?? null },
    },
  });
  if (options.quiet) return;
  if (keyCommand !== undefined)
    writeErr(io, plainLine(`cbase runs ${keyCommand} whenever it needs the key; no key is stored any more`));
  if (!isSameKey) writeErr(io, plainLine(revoking(settings, replaced)));
}

function revoking({ baseUrl }: Settings, replaced: string | undefined): string {
  const old = replaced === undefined ? 'the old key' : `the old key, ${replaced},`;
  const isChatbase = baseUrl.origin === new URL(defaultBaseUrl).origin;
  const where = isChatbase
    ? 'in the dashboard, under Workspace settings, API keys: https://www.chatbase.co/dashboard'
    : `where the keys of ${baseUrl.origin} are managed`;
  return `Revoke ${old} now; until then it still works, and the API cannot do it. Keys are revoked ${where}`;
}
