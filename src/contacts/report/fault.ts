import type { Flaw, Row } from '../reading/row.js';

/** A row that goes into a file of the report, with the reasons. */
export type Entry = { readonly row: Row; readonly flaws: readonly Flaw[] };

/** A row that was not imported, as CI shows it. */
export type Fault = {
  readonly line: number;
  /** The place in a JSON array, where the line does not tell. */
  readonly element?: number;
  readonly column: string | undefined;
  readonly kind: 'rejected' | 'left alone' | 'in doubt' | 'not sent';
  readonly code: string;
  readonly message: string;
};

export function faultOf({ row, flaws }: Entry, kind: Fault['kind']): Fault {
  const [first] = flaws;
  const message = flaws
    .map((flaw) => flaw.message)
    .filter((text) => text !== '')
    .join('; ');
  const { line, element } = row;
  return {
    line,
    ...(element !== undefined && { element }),
    column: first?.column,
    kind,
    code: first?.code || kind,
    message: message || kind,
  };
}
