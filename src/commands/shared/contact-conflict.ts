import { ApiError } from '../../api/error.js';
import type { JsonObject } from '../../base/json.js';
import { commandFor, type Place } from '../../cli/look.js';

/**
 * Turns a refusal of a contact because another one has its id or address into one that says how to look that one up: the
 * server says neither which of the two is taken nor by whom. Anything else is returned unchanged.
 */
export function withTakenNamed(error: unknown, place: Place, sent: JsonObject): unknown {
  if (!(error instanceof ApiError) || error.kind !== 'conflict') return error;
  const taken = [sent.external_id, sent.email].filter((one) => typeof one === 'string');
  if (taken.length === 0) return error;
  const looks = taken.map((one) => commandFor(place, 'contacts get', one));
  return new ApiError(error.kind, error.message, {
    ...error.more,
    advice: `Look up the contact that has it with: ${looks.join(', or ')}`,
  });
}
