import type { Contact } from '../../api/contacts.js';
import type { ApiError, Issue } from '../../api/error.js';
import { type LeftAlone, leftAloneWords } from '../run/planned-rows.js';
import type { Reason } from '../run/state.js';

/** The contacts that the issues of a refusal name, keyed by their position in the batch, with the reason. */
export function namedByPlace(error: ApiError, size: number): ReadonlyMap<number, Reason> {
  const named = new Map<number, Reason>();
  for (const issue of error.more.issues ?? []) {
    const [place, rest] = placeIn(issue.field);
    if (place === undefined || place >= size) continue;
    const field = rest === '' ? '' : `${rest}: `;
    named.set(place, { code: 'refused', message: `the API says: ${field}${issue.message}` });
  }
  return named;
}

/** `users.3.email`, `users[3].email` and `3.email` name a contact of the batch; `email` alone names none. */
function placeIn(field: string): readonly [place: number | undefined, rest: string] {
  const [, digits = '', rest = ''] = /^(?:users)?[.[]?(\d{1,4})\]?\.?(.*)$/.exec(field) ?? [];
  return digits === '' ? [undefined, field] : [Number(digits), rest];
}

/** Why a contact that was sent alone was refused, in the server's words. */
export function reasonOfRefusal(error: ApiError): Reason {
  const status = error.more.status === undefined ? '' : ` (${error.more.status})`;
  const issues = (error.more.issues ?? []).slice(0, 3).map(issueText);
  return {
    code: error.kind === 'conflict' ? 'conflict' : 'refused',
    message: `the API refused the contact${status}: ${[error.message, ...issues].join('; ')}`,
  };
}

function issueText({ field, message }: Issue): string {
  const [, rest] = placeIn(field);
  return rest === '' ? message : `${rest}: ${message}`;
}

export function reasonOfDoubt(words: string): Reason {
  return { code: 'no_answer', message: `${words}; the contact may have been stored` };
}

export const existsReason: Reason = { code: 'exists', message: 'the contact already exists' };

/** The API requires unique email addresses and would refuse the whole batch without naming the row. */
export function takenReason(holder: Contact | undefined): Reason {
  const message = `the email address belongs to another contact (${holder?.externalId ?? holder?.id ?? 'without an id'})`;
  return { code: 'email_taken', message };
}

/** Why a row of a plan was not sent: its contact is not what it was when the plan was made. */
export function leftAloneReason(code: LeftAlone): Reason {
  return { code, message: leftAloneWords[code] };
}
