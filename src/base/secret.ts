import { stat } from 'node:fs/promises';
import { quoted } from './escape/shell.js';
import { Failure } from './failure.js';
import { fileText } from './files/read.js';
import type { Io } from './io.js';

/** A secret that the dashboard shows. */
export type SecretKind = {
  /** What messages call it. */
  readonly name: string;
  /** The environment variable that holds it. */
  readonly variable: string;
  /** Where the dashboard shows it. */
  readonly place: string;
};

/** Where a secret comes from, and who is told about a file that others can read. */
export type SecretSource = {
  /** A file that holds it, or `-` for stdin; overrides the environment. */
  readonly file: string | undefined;
  /** The flag that names the file (default: `--secret-file`). */
  readonly flag?: string;
  readonly warn: (text: string) => void;
};

/** No secret is nearly as long; what is longer is another file. */
const maxBytes = 4096;

/**
 * A secret from a file, from stdin, or from the environment. There is no flag for it, because every user of the machine can read
 * command-line arguments. Throws Failure 'usage' without a secret and for a value that cannot be one; no message repeats the value.
 */
export async function readSecret(
  io: Io,
  kind: SecretKind,
  { file, flag = '--secret-file', warn }: SecretSource,
): Promise<string> {
  if (file !== undefined)
    return checked(await textOf(io, file, { flag, warn }), file === '-' ? 'stdin' : file, kind, io);
  const held = io.env[kind.variable];
  if (held !== undefined) return checked(held, kind.variable, kind, io);
  throw new Failure('usage', `The ${kind.name} is missing`, {
    advice: `Copy it from the dashboard (${kind.place}) and set ${kind.variable}, or name a file that holds it with ${flag} (- for stdin)`,
  });
}

async function textOf(
  io: Io,
  path: string,
  { flag, warn }: Required<Pick<SecretSource, 'flag' | 'warn'>>,
): Promise<string> {
  if (path !== '-') await warnOfReaders(io, path, warn);
  else if (io.stdin.isTTY)
    throw new Failure('usage', 'Standard input is a terminal', {
      advice: `Pipe the secret into the command, or name a file with ${flag}`,
    });
  return fileText(io, path, maxBytes);
}

/** The file is not cbase's, so it is never changed. */
async function warnOfReaders({ uid }: Io, path: string, warn: (text: string) => void): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (uid === undefined || !found?.isFile() || (found.mode & 0o044) === 0) return;
  const mode = (found.mode & 0o777).toString(8).padStart(4, '0');
  warn(`${quoted(path)} can be read by other users (${mode}). Make it private: chmod 600 ${quoted(path)}`);
}

/** The secret in a text. One line break at its end comes from the editor. */
function checked(text: string, where: string, kind: SecretKind, io: Io): string {
  const secret = text.replace(/\r?\n$/, '');
  const flaw = flawOf(secret, kind, io);
  if (flaw === undefined) return secret;
  throw new Failure('usage', `The ${kind.name} in ${where} ${flaw[0]}`, { advice: flaw[1] });
}

/** What a value has that no secret has, with the way out. */
function flawOf(
  secret: string,
  { place }: SecretKind,
  { env }: Io,
): readonly [what: string, advice: string] | undefined {
  const copy = `Copy it again from the dashboard (${place})`;
  if (secret.trim() === '') return ['is empty', copy];
  if (/^(["'`]).*\1$/s.test(secret)) return ['is in quotes', 'Remove the quotes'];
  if (/^(export\s+)?[A-Z][A-Z0-9_]*=./.test(secret))
    return ['has the form NAME=SECRET', 'Remove the name and the equals sign'];
  if (/[\s\p{Cc}\ufeff]/u.test(secret)) return ['contains whitespace or control characters', copy];
  if (secret === env.CHATBASE_API_KEY) return ['is the API key, which is another secret', copy];
  return undefined;
}
