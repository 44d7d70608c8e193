import type { ApiError } from '../../api/error.js';
import type { Parcel } from './spool.js';

/** Why a row was not created, for the report. */
export type Reason = { readonly code: string; readonly message: string };

/** What became of a batch, or of a part of one. */
export type Outcome =
  /** The server says it has them. `id` is Chatbase's own id where the answer named it. */
  | { readonly kind: 'created'; readonly parcels: readonly Parcel[]; readonly dropped: readonly string[] }
  /** The server refused them in words; nothing of them was stored as far as its documents go. */
  | { readonly kind: 'refused'; readonly parcels: readonly Parcel[]; readonly reason: Reason }
  /** They may or may not have been stored. */
  | { readonly kind: 'in doubt'; readonly parcels: readonly Parcel[]; readonly reason: Reason }
  /** They provably never left. */
  | { readonly kind: 'unsent'; readonly parcels: readonly Parcel[]; readonly cause: ApiError };
