import { createHmac, timingSafeEqual } from 'node:crypto';

/** The header that carries the signature of a webhook. */
export const signatureHeader = 'x-chatbase-signature';

/** The signature of a body: HMAC-SHA1 over its raw bytes, as 40 lower-case hexadecimal digits. */
export function sign(body: Uint8Array, secret: string): string {
  return digestOf(body, secret).toString('hex');
}

/**
 * Whether a body was signed with this secret, in constant time. `given` is what the header says, once for each time it was sent:
 * a header that is missing, repeated or not 40 lower-case hexadecimal digits is no signature. Never throws.
 */
export function isSigned(body: Uint8Array, given: readonly string[], secret: string): boolean {
  const [signature = '', ...others] = given;
  if (others.length > 0 || !isSignature(signature)) return false;
  return timingSafeEqual(Buffer.from(signature, 'hex'), digestOf(body, secret));
}

/** Whether a text has the form of a signature. */
export function isSignature(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

function digestOf(body: Uint8Array, secret: string): Buffer {
  return createHmac('sha1', secret).update(body).digest();
}
