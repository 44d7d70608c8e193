import type { JsonObject } from '../base/json.js';
import type { Columns } from './columns.js';
import type { Row } from './row.js';

export type KindName = 'leads' | 'convos' | 'contacts';

/** A kind of exported rows: its name, its columns, and how to read a row. */
export type Kind<T extends Row> = {
  readonly name: KindName;
  /** The plural for messages. */
  readonly called: 'leads' | 'conversations' | 'contacts';
  readonly columns: Columns<T>;
  /** Reads an object as the API sends it. */
  readonly read: (raw: JsonObject) => T;
};
