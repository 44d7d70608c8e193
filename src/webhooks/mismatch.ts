import { jsonOrNothing } from '../base/json.js';
import { isSignature, sign } from './signature.js';

export type Signed = { readonly body: Uint8Array; readonly signature: string; readonly secret: string };

/** Why a signature does not fit a body. `isCertain` if the cause was found, otherwise it is only likely. */
export type Mismatch = { readonly reason: string; readonly advice: string; readonly isCertain: boolean };

/** Finds out why a signature does not fit: its form, or another body or secret that it does fit. */
export function mismatchOf({ body, signature, secret }: Signed): Mismatch {
  const form = formFault(signature);
  const bare = signature
    .trim()
    .replace(/^sha1=/i, '')
    .toLowerCase();
  if (isSignature(bare) && sign(body, secret) === bare && form !== undefined)
    return { reason: `it is correct, but ${form}`, advice: exactly, isCertain: true };
  const other = isSignature(bare) ? otherBody(body, secret, bare) : undefined;
  if (other !== undefined) return { reason: `it fits ${other}`, advice: rawBytes, isCertain: true };
  if (form !== undefined) return { reason: form, advice: exactly, isCertain: true };
  return {
    reason: 'the body was changed after it was signed, or the secret is another one',
    advice: `Check the secret, and sign the raw bytes: JSON that was parsed and written again has another signature, and so has a file with another line end`,
    isCertain: false,
  };
}

const exactly = 'Pass the 40 lower-case hexadecimal digits of the header x-chatbase-signature';
const rawBytes = 'Keep the body as it arrived, byte for byte';

function formFault(signature: string): string | undefined {
  if (isSignature(signature)) return undefined;
  if (signature !== signature.trim()) return 'it has spaces around it';
  if (/^sha1=/i.test(signature)) return 'it begins with "sha1=", which Chatbase does not send';
  if (/^[0-9a-f]{40}$/i.test(signature)) return 'it has upper-case letters';
  if (/^[0-9a-f]{64}$/i.test(signature)) return 'it has 64 digits, so it is HMAC-SHA256 and not HMAC-SHA1';
  if (/^[0-9a-f]*$/i.test(signature)) return `it has ${signature.length} digits instead of 40`;
  return 'it is not hexadecimal';
}

/** The body, changed in a way that happens often, that the signature fits. */
function otherBody(body: Uint8Array, secret: string, signature: string): string | undefined {
  const text = Buffer.from(body).toString('utf8');
  const value = jsonOrNothing(text);
  const written = (indent?: number) => (value === undefined ? text : JSON.stringify(value, null, indent));
  const bodies: readonly (readonly [what: string, text: string])[] = [
    ['the body without its line feed at the end', text.replace(/\r?\n$/, '')],
    ['the body with a line feed at the end', `${text}\n`],
    ['the body without the spaces around it', text.trim()],
    ['the body without its byte order mark', text.replace(/^\ufeff/, '')],
    ['the body with LF instead of CRLF', text.replaceAll('\r\n', '\n')],
    ['the same JSON without spaces: the body was parsed and written again', written()],
    ['the same JSON with an indent of 2: the body was parsed and written again', written(2)],
    ['the same JSON with an indent of 4: the body was parsed and written again', written(4)],
  ];
  return bodies.find(([, one]) => sign(Buffer.from(one), secret) === signature)?.[0];
}
