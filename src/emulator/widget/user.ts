import { createHmac } from 'node:crypto';
import { type Fields, isFields } from '../answers.js';
import { sameText } from '../guard.js';

/** Longer metadata is cut off (documentation: "Identity Verification"). */
const maxMetadata = 1000;

/**
 * The user as actions get it: what the page said, but without the id if the hash is not the HMAC-SHA256 of it (documentation:
 * "If the user id and user hash do not match, the user id will be removed"). `undefined` if the page named no user.
 */
export function verifiedUser(secret: string, said: unknown): Fields | undefined {
  if (!isFields(said)) return undefined;
  const { user_id: id, user_hash: hash, user_metadata: metadata } = said;
  const isRight =
    typeof id === 'string' &&
    typeof hash === 'string' &&
    sameText(hash, createHmac('sha256', secret).update(id).digest('hex'));
  return {
    ...(isRight && { user_id: id }),
    ...(hash !== undefined && { user_hash: hash }),
    ...(isFields(metadata) && { user_metadata: cut(metadata) }),
  };
}

/** The first values of the metadata, up to the limit for all of them together. */
function cut(metadata: Fields): Fields {
  let left = maxMetadata;
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      const kept = text.slice(0, left);
      left -= kept.length;
      return [name, kept === text ? value : kept];
    }),
  );
}
