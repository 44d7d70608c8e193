import type { Io } from '../../base/io.js';
import { readSecret } from '../../base/secret.js';
import { identitySecret } from '../../identity/secret.js';
import { writeErr } from '../../terminal/streams.js';

/** The secret that the flags or the environment name. Throws as `readSecret`. */
export function secretOf(
  io: Io,
  { secretFile }: { readonly secretFile?: string | undefined },
): Promise<string> {
  return readSecret(io, identitySecret, { file: secretFile, warn: (text) => writeErr(io, text) });
}
