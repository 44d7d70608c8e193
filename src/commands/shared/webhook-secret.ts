import type { Io } from '../../base/io.js';
import { readSecret, type SecretKind } from '../../base/secret.js';
import { writeErr } from '../../terminal/streams.js';

export type SecretOptions = {
  readonly secretFile?: string | undefined;
  readonly quiet?: boolean | undefined;
};

const kind: SecretKind = {
  name: 'webhook secret',
  variable: 'CHATBASE_WEBHOOK_SECRET',
  place: 'Settings > Webhooks of the bot',
};

/** The secret that signs webhooks. Throws as `readSecret`. */
export function webhookSecret(
  io: Io,
  { secretFile, quiet }: SecretOptions,
  flag = '--secret-file',
): Promise<string> {
  return readSecret(io, kind, { file: secretFile, flag, warn: (text) => !quiet && writeErr(io, text) });
}
