import type { Column } from '../columns/target.js';
import type { Flaw, Row } from '../reading/row.js';
import type { FindAddress } from './known-address.js';
import type { Making } from './making.js';

/** Derives an id from an email address (--derive-ids). */
export type DeriveId = (email: string) => string;

/** How a row says which contact it is. */
export type IdentityRules = {
  readonly deriveId?: DeriveId | undefined;
  readonly findAddress?: FindAddress | undefined;
};

/** With --key email, the address says which contact it is, and an id in the file is for contacts that do not exist yet. */
export function findContact(
  making: Making,
  ordinal: number,
  columns: readonly Column[],
  { findAddress }: IdentityRules,
): void {
  const { draft, flaws, line } = making;
  if (findAddress === undefined || typeof draft.email !== 'string') return;
  const known = findAddress(draft.email, ordinal);
  if (typeof known === 'object') {
    draft.externalId = known.id;
    making.matchedId = known.id;
  } else if (known !== undefined)
    flaws.push({
      line,
      column: columns.find(({ target }) => target.kind === 'field' && target.field === 'email')?.header,
      code: 'ambiguous_email',
      message:
        known === 'several'
          ? 'several contacts have this email address'
          : 'the contact with this email address has no external_id to update it by',
    });
}

/** Without an id, that of the email address (--derive-ids). */
export function deriveId(making: Making, { deriveId: idOf }: IdentityRules): void {
  const { draft } = making;
  making.isDerived = draft.externalId === undefined && idOf !== undefined && typeof draft.email === 'string';
  if (making.isDerived && idOf !== undefined) draft.externalId = idOf(draft.email ?? '');
}

/** The flaw of a row that says of no contact which it is. */
export function withoutId(
  row: Row,
  columns: readonly Column[],
  { draft }: Pick<Making, 'draft'>,
  { findAddress }: IdentityRules,
): Flaw {
  if (findAddress !== undefined && typeof draft.email === 'string')
    return {
      line: row.line,
      column: undefined,
      code: 'unknown_email',
      message:
        'no contact has this email address, and there is no id to create one with; derive ids with --derive-ids',
    };
  const column = columns.find(
    ({ target }) => target.kind === 'field' && target.field === 'external_id',
  )?.header;
  return {
    line: row.line,
    column,
    code: 'no_id',
    message:
      column === undefined
        ? `there is no email address to ${findAddress === undefined ? 'derive an id from' : 'find the contact by'}`
        : `"${column}" is empty, but every contact needs an id of your own (external_id)`,
  };
}
