import type { JsonObject } from '../base/json.js';
import type { Columns } from './columns.js';
import type { Row } from './row.js';

export type KindName = 'leads' | 'convos' | 'contacts';

/** A kind of thing that is exported: what it is called, and how it becomes a row. */
export type Kind<T extends Row> = {
  readonly name: KindName;
  /** How people call many of them. */
  readonly called: 'leads' | 'conversations' | 'contacts';
  readonly columns: Columns<T>;
  /** An object as the API sends it. */
  readonly read: (raw: JsonObject) => T;
};
