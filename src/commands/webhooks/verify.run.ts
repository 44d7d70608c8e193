import { inertJson } from '../../base/escape/terminal.js';
import { Failure } from '../../base/failure.js';
import { inputBytes } from '../../base/files/read.js';
import type { Io } from '../../base/io.js';
import { refuseFormats } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { formatOf } from '../../terminal/output.js';
import { writeOut } from '../../terminal/streams.js';
import { jsonTextOf, readEvent } from '../../webhooks/event.js';
import { mismatchOf } from '../../webhooks/mismatch.js';
import { isSigned } from '../../webhooks/signature.js';
import { webhookSecret } from '../shared/webhook-secret.js';

export type Options = Common & { readonly signature: string; readonly secretFile?: string };

/** Checks a signature. Throws Failure 'partial' with the likely reason if it does not fit. */
export async function verifySignature(io: Io, options: Options, file = '-'): Promise<undefined> {
  refuseFormats(options, 'webhooks verify');
  const { signature, secretFile } = options;
  if (file === '-' && secretFile === '-')
    throw new Failure('usage', 'Both the body and the secret would come from stdin', {
      advice: 'Name a file for one of them',
    });
  const secret = await webhookSecret(io, options);
  const body = await inputBytes(io, file);
  const text = jsonTextOf(body);
  const facts = { bytes: body.length, isJson: text !== undefined };
  if (!isSigned(body, [signature], secret)) {
    const { reason, advice, isCertain } = mismatchOf({ body, signature, secret });
    throw new Failure('partial', `The signature does not fit: ${reason}`, {
      advice,
      details: { ...facts, isValid: false, reason, isCertain },
    });
  }
  const type = text === undefined ? undefined : readEvent(text).type;
  const isJson = formatOf(io, options) === 'json';
  const sentence = `The signature is valid${text === undefined ? ', but the body is not JSON' : ''}.`;
  await writeOut(
    io,
    isJson
      ? `${inertJson({ ok: true, isValid: true, ...facts, eventType: type ?? null })}\n`
      : `${sentence}\n`,
  );
}
