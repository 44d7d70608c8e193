import type { Bot } from '../api/bots.js';
import { plainLine } from '../base/escape/terminal.js';
import { Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { isLoopback } from '../base/loopback.js';
import { checkedKey, hint, type Key } from '../config/key.js';
import { defaultBaseUrl } from '../config/settings.js';
import { askSecret } from '../terminal/prompts.js';
import { writeErr } from '../terminal/streams.js';
import type { Common } from './common-options.js';

type Opened = { readonly key: string; readonly bots: readonly Bot[] };

type Asking = {
  readonly baseUrl: URL;
  /** Tries the key. Throws Failure 'auth' with status 401 if it is refused. */
  readonly open: (key: Key) => Promise<Opened>;
};

const mostTries = 3;
const pasteAgain = 'Copy it from the dashboard, and paste it here';

/**
 * Says where the key is found, and asks for it until it works, three times at most. Throws the last Failure then, and at once
 * for anything that another key would not change, such as a network that is down.
 */
export async function askKey(io: Io, options: Common, { baseUrl, open }: Asking): Promise<Opened> {
  const tell = (text: string) => {
    if (!options.quiet) writeErr(io, plainLine(text));
  };
  tell(whereKeysAre(baseUrl));
  for (let tries = 1; ; tries++) {
    try {
      const typed = await askSecret(io, options, 'API key');
      if (typed.trim() === '') throw new Failure('usage', 'No key was entered', { advice: pasteAgain });
      const key = checkedKey(typed, { kind: 'other', name: 'the prompt' });
      tell(`Checking the key ${hint(key.key)} at ${baseUrl.origin}`);
      return await open(key).catch((error: unknown) => {
        throw refusal(error, key.key);
      });
    } catch (error) {
      if (!(error instanceof Failure) || !isAboutKey(error) || tries === mostTries) throw error;
      writeErr(io, plainLine(`${error.message}. ${error.more.advice ?? ''}.`));
    }
  }
}

function whereKeysAre(baseUrl: URL): string {
  if (baseUrl.origin === new URL(defaultBaseUrl).origin)
    return 'Find your API key in the dashboard, under Workspace settings, API keys: https://www.chatbase.co/dashboard';
  if (isLoopback(baseUrl))
    return `The key is for ${baseUrl.origin}; an emulator prints its key when it starts`;
  return `The key is for ${baseUrl.origin}`;
}

/** A key with a wrong shape ('usage'), or one that was refused. */
function isAboutKey({ kind, more }: Failure): boolean {
  return kind === 'usage' || (kind === 'auth' && more.status === 401);
}

/** What the server said, in words about the key that was just typed. */
function refusal(error: unknown, key: string): unknown {
  if (!(error instanceof Failure)) return error;
  if (!isAboutKey(error)) {
    const isOurs = error.kind === 'interrupted' || error.kind === 'terminated' || error.kind === 'hangup';
    if (isOurs) return error;
    return new Failure(
      error.kind,
      `The key could not be checked, so it was not stored: ${error.message}`,
      error.more,
    );
  }
  if (error.kind !== 'auth') return error;
  const isLikeBot = /^[\w-]{16,24}$/.test(key);
  const hintAtBot = isLikeBot ? 'It has the length of a bot id; API keys are longer. ' : '';
  return new Failure('auth', `The key ${hint(key)} was rejected (401)`, {
    ...error.more,
    advice: `${hintAtBot}Check it in the dashboard, and paste it again`,
  });
}
