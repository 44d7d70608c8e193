import { stat } from 'node:fs/promises';
import { quoted } from '../base/escape/shell.js';
import { Failure } from '../base/failure.js';
import { fileText } from '../base/files/read.js';
import type { Io } from '../base/io.js';

/** The environment variable that holds the secret. */
export const secretVariable = 'CHATBASE_IDENTITY_SECRET';

export type SecretOptions = {
  /** A file that holds the secret, or `-` for stdin; it overrides the environment. */
  readonly secretFile?: string | undefined;
};

/** No secret is nearly as long; what is longer is another file. */
const maxBytes = 4096;

/**
 * The secret that user ids are hashed with, from a file, from stdin, or from the environment. There is no flag for it, because
 * every user of the machine can read command-line arguments. `warn` is told about a file that others can read. Throws Failure
 * 'usage' without a secret and for a value that cannot be one; no message repeats the value.
 */
export async function readSecret(
  io: Io,
  { secretFile }: SecretOptions,
  warn: (text: string) => void,
): Promise<string> {
  if (secretFile !== undefined) return secretIn(await textOf(io, secretFile, warn), nameOf(secretFile), io);
  const held = io.env[secretVariable];
  if (held) return secretIn(held, secretVariable, io);
  throw new Failure('usage', 'The secret for identity verification is missing', {
    advice: `Copy it from the dashboard (Connect > Embed > Embed code with identity) and set ${secretVariable}, or name a file that holds it with --secret-file`,
  });
}

function nameOf(path: string): string {
  return path === '-' ? 'stdin' : path;
}

async function textOf(io: Io, path: string, warn: (text: string) => void): Promise<string> {
  if (path !== '-') await warnOfReaders(io, path, warn);
  else if (io.stdin.isTTY)
    throw new Failure('usage', 'Standard input is a terminal', {
      advice: 'Pipe the secret into the command, or name a file with --secret-file',
    });
  return fileText(io, path, maxBytes);
}

async function warnOfReaders({ uid }: Io, path: string, warn: (text: string) => void): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (uid === undefined || !found?.isFile() || (found.mode & 0o044) === 0) return;
  const mode = (found.mode & 0o777).toString(8).padStart(4, '0');
  warn(`${path} can be read by other users (${mode}). Make it private: chmod 600 ${quoted(path)}`);
}

/** What a value has that no secret has, with the way out. */
function flawOf(secret: string, { env }: Io): readonly [what: string, advice: string] | undefined {
  const copy = 'Copy the secret again from the dashboard (Connect > Embed > Embed code with identity)';
  if (secret === '') return ['is empty', copy];
  if (/^(["'`]).*\1$/s.test(secret)) return ['is in quotes', 'Remove the quotes'];
  if (/^(export\s+)?[A-Z][A-Z0-9_]*=./.test(secret))
    return ['has the form NAME=SECRET', 'Remove the name and the equals sign'];
  if (/[\s\p{Cc}\ufeff]/u.test(secret)) return ['contains whitespace or control characters', copy];
  if (secret === env.CHATBASE_API_KEY) return ['is the API key, which is another secret', copy];
  return undefined;
}

/** The secret in a text. One line break at its end comes from the editor. */
function secretIn(text: string, name: string, io: Io): string {
  const secret = text.replace(/\r?\n$/, '');
  const flaw = flawOf(secret, io);
  if (flaw === undefined) return secret;
  throw new Failure('usage', `The secret in ${name} ${flaw[0]}`, { advice: flaw[1] });
}
