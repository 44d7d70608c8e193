import { connect } from '../account/account.js';
import type { Bot } from '../api/bots.js';
import { asFailure } from '../api/error.js';
import { textOf } from '../api/read.js';
import { Failure } from '../base/failure.js';
import { fileText } from '../base/files/read.js';
import type { Io } from '../base/io.js';
import { checkedKey, type Key, keyOfCommand } from '../config/key.js';
import { createKnownBots } from '../config/known-bots.js';
import type { Credentials } from '../config/profile.js';
import type { Settings } from '../config/settings.js';
import { whyNotAsk } from '../terminal/prompts.js';
import { requestLog } from '../terminal/request-log.js';
import { askKey } from './ask-key.js';
import type { Common } from './common-options.js';
import { commandFor } from './look.js';

/** The flags that say where a new key comes from; without one, it is asked for. */
export type NewKeyOptions = Common & {
  readonly withToken?: boolean;
  readonly keyCommand?: string;
};

/** A key that works, and the bots that it gives access to. */
export type Opened = { readonly key: string; readonly bots: readonly Bot[] };

/**
 * A new key from the prompt, from stdin with --with-token, or from the command of --key-command, tried with one call. `command` is
 * the command line for the error where cbase cannot ask. Throws if the key does not work, so that it is not stored.
 */
export async function newKey(
  io: Io,
  options: NewKeyOptions,
  { settings, command }: { readonly settings: Settings; readonly command: string },
): Promise<Opened> {
  const opened = async (key: Key) => ({ key: key.key, bots: await botsSeen(io, options, settings, key) });
  const { withToken, keyCommand } = options;
  if (withToken && keyCommand !== undefined)
    throw new Failure('usage', '--with-token and --key-command contradict each other', {
      advice: 'Use one of them',
    });
  if (keyCommand !== undefined) {
    const { onNotice } = requestLog(io, options);
    const { timeoutMs } = settings;
    return opened(await keyOfCommand(io, keyCommand, { asking: options, onNotice, timeoutMs }));
  }
  if (withToken) {
    const source = { kind: 'other', name: 'stdin' } as const;
    return opened(checkedKey(await fileText(io, '-', 4096), source));
  }
  const reason = whyNotAsk(io, options);
  if (reason !== undefined)
    throw new Failure('usage', `The key cannot be asked for: ${reason}`, {
      advice: `Pipe it in: ${commandFor(options, command, undefined, ['--with-token'])} < FILE; or name a command that prints it with --key-command`,
    });
  return askKey(io, options, { baseUrl: settings.baseUrl, open: opened });
}

/** The bots that a key gives access to. Throws Failure if the key does not work. */
export async function botsSeen(
  io: Io,
  options: Common,
  settings: Settings,
  key: Key,
): Promise<readonly Bot[]> {
  const account = await connect(io, settings, key, { listener: requestLog(io, options) });
  try {
    return await account.api.bots.list(io.interrupt.soft);
  } catch (error) {
    throw asFailure(error, key.source);
  } finally {
    await account.close();
  }
}

/** What a profile stores: the command where there is one, and then not the key that it printed. */
export function credentialsOf(key: string, keyCommand: string | undefined, origin: string): Credentials {
  return keyCommand === undefined ? { key, origin } : { keyCommand, origin };
}

/** Remembers the bots that were listed with a key. */
export async function rememberBots(io: Io, origin: string, { key, bots }: Opened): Promise<void> {
  const known = bots.map((one) => ({ ...one, model: textOf(one.raw.model) }));
  await createKnownBots(io, { origin, key }).keep(known);
}
