import { stat } from 'node:fs/promises';
import { quoted } from '../../base/escape/shell.js';
import { Failure } from '../../base/failure.js';
import { fileText } from '../../base/files/read.js';
import type { Io } from '../../base/io.js';
import { writeErr } from '../../terminal/streams.js';

export type SecretOptions = {
  readonly secretFile?: string | undefined;
  readonly quiet?: boolean | undefined;
};

const variable = 'CHATBASE_WEBHOOK_SECRET';
const maxBytes = 4096;

/**
 * The secret that signs webhooks: from the file that the flag names (`-` is stdin), else from the environment. There is no flag for
 * the secret itself, because every user of a machine can read arguments. Throws Failure 'usage' if there is none, or an empty one. No message repeats it.
 */
export async function webhookSecret(
  io: Io,
  { secretFile, quiet }: SecretOptions,
  flag = '--secret-file',
): Promise<string> {
  const name = secretFile === undefined ? variable : secretFile === '-' ? 'stdin' : secretFile;
  const text = secretFile === undefined ? io.env[variable] : await fileText(io, secretFile, maxBytes);
  if (text === undefined)
    throw new Failure('usage', 'There is no webhook secret', {
      advice: `Name its file with ${flag} FILE (- is stdin), or set ${variable}`,
    });
  const secret = text.trim();
  if (secret === '')
    throw new Failure('usage', `The webhook secret in ${name} is empty`, {
      advice: 'Copy it again from the settings of the bot in the Chatbase dashboard, under Webhooks',
    });
  if (/[\r\n]/.test(secret))
    throw new Failure('usage', `The webhook secret in ${name} has more than one line`, {
      advice: 'Leave only the secret in it',
    });
  if (!quiet && secretFile !== undefined && secretFile !== '-') await warnIfOpen(io, secretFile);
  return secret;
}

/** Says that others can read the file. It is not cbase's, so it is never changed. */
async function warnIfOpen(io: Io, path: string): Promise<void> {
  const found = io.uid === undefined ? undefined : await stat(path).catch(() => undefined);
  if (found === undefined || !found.isFile() || (found.mode & 0o044) === 0) return;
  const mode = (found.mode & 0o777).toString(8).padStart(4, '0');
  writeErr(
    io,
    `${quoted(path)} can be read by other users (${mode}). Make it private: chmod 600 ${quoted(path)}`,
  );
}
