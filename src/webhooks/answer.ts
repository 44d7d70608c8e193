import { jsonTextOf } from './event.js';
import { isSigned } from './signature.js';

/** What the listener answers. */
export type Answer = {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** The largest body that is accepted, in bytes: 1 MiB. A lead has a few hundred. */
export const maxBodyBytes = 2 ** 20;

/** What is known of a request before its body has arrived. */
export type RequestHead = {
  readonly method: string;
  readonly path: string;
  /** The values of the header with the signature. */
  readonly signatures: readonly string[];
  /** The announced length of the body; `undefined` if there is none. */
  readonly length: number | undefined;
};

/** Why a request is refused before its body is read; `undefined` if it is not. */
export function refusalOf(
  { method, path, signatures, length = 0 }: RequestHead,
  wanted: string,
): Answer | undefined {
  if (path !== wanted) return refusal(404, 'There is nothing at this path');
  if (method !== 'POST') return { status: 405, body: 'Method Not Allowed', headers: { allow: 'POST' } };
  if (signatures.length === 0) return refusal(401, 'The header x-chatbase-signature is missing');
  return length > maxBodyBytes ? tooLarge : undefined;
}

export const tooLarge = refusal(413, 'The body is larger than 1 MiB');
export const unavailable: Answer = {
  ...refusal(503, 'The event could not be stored'),
  headers: { 'retry-after': '30' },
};
export const accepted: Answer = { status: 200, body: 'OK' };

/** The JSON text of a signed body, or why it is refused. The words about a wrong signature are those of the vendor's example. */
export function checkedBody(
  body: Uint8Array,
  signatures: readonly string[],
  secret: string,
): { readonly text: string } | Answer {
  if (!isSigned(body, signatures, secret)) return refusal(400, "Signature didn't match");
  const text = jsonTextOf(body);
  return text === undefined ? refusal(400, 'The body is not JSON') : { text };
}

function refusal(status: number, message: string): Answer {
  return { status, body: JSON.stringify({ message }), headers: { 'content-type': 'application/json' } };
}
