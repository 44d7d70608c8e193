import type { Contact } from '../../api/contacts.js';
import { ApiError, type Issue } from '../../api/error.js';
import type { Outcome, Reason } from './outcome.js';
import type { Parcel } from './spool.js';

/** Adds the contacts of one batch; resolves with those the server says it created, if it says. Throws ApiError. */
export type CreateBatch = (encoded: readonly Uint8Array[]) => Promise<readonly Contact[] | undefined>;

/**
 * Sends one batch and says what became of every contact in it. A batch that was refused because of contacts it names is
 * sent again without them; one that is too large is halved. Never throws an ApiError: it becomes an outcome.
 */
export async function sendBatch(
  parcels: readonly Parcel[],
  create: CreateBatch,
): Promise<readonly Outcome[]> {
  if (parcels.length === 0) return [];
  try {
    return settled(parcels, await create(parcels.map(({ encoded }) => encoded)));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return afterError(parcels, error, create);
  }
}

async function afterError(
  parcels: readonly Parcel[],
  error: ApiError,
  create: CreateBatch,
): Promise<readonly Outcome[]> {
  if (error.mayHaveHappened) return [{ kind: 'in doubt', parcels, reason: reasonOf(error) }];
  if (error.kind === 'too-large' && parcels.length > 1) return inHalves(parcels, create);
  if (error.kind === 'invalid') return withoutNamed(parcels, error, create);
  if (error.kind === 'conflict' || error.kind === 'too-large')
    return [{ kind: 'refused', parcels, reason: reasonOf(error) }];
  return [{ kind: 'unsent', parcels, cause: error }];
}

async function inHalves(parcels: readonly Parcel[], create: CreateBatch): Promise<readonly Outcome[]> {
  const middle = parcels.length >> 1;
  const first = await sendBatch(parcels.slice(0, middle), create);
  return [...first, ...(await sendBatch(parcels.slice(middle), create))];
}

async function withoutNamed(
  parcels: readonly Parcel[],
  error: ApiError,
  create: CreateBatch,
): Promise<readonly Outcome[]> {
  const named = issuesByIndex(error.more.issues ?? [], parcels.length);
  if (named.size === 0) return [{ kind: 'refused', parcels, reason: reasonOf(error) }];
  const refused = [...named].map(
    ([index, reason]): Outcome => ({ kind: 'refused', parcels: parcels.slice(index, index + 1), reason }),
  );
  const rest = parcels.filter((_, index) => !named.has(index));
  return [...refused, ...(await sendBatch(rest, create))];
}

/** `users.3.email`, `users[3].email` and `3.email` name a contact of the batch; `email` alone names none. */
function issuesByIndex(issues: readonly Issue[], size: number): ReadonlyMap<number, Reason> {
  const named = new Map<number, Reason>();
  for (const { field, message } of issues) {
    const [, digits = '', rest = ''] = /^(?:users)?[.[]?(\d{1,4})\]?\.?(.*)$/.exec(field) ?? [];
    const index = digits === '' ? Number.NaN : Number(digits);
    if (index < size)
      named.set(index, {
        code: 'refused',
        message: `the API says: ${rest === '' ? '' : `${rest}: `}${message}`,
      });
  }
  return named;
}

function reasonOf(error: ApiError): Reason {
  const issues = (error.more.issues ?? []).slice(0, 3).map(({ field, message }) => `; ${field}: ${message}`);
  const status = error.more.status === undefined ? '' : ` (${error.more.status})`;
  return error.mayHaveHappened
    ? { code: 'no_answer', message: `${error.message}; the contact may have been stored` }
    : {
        code: 'batch_refused',
        message: `the API refused the batch this row was in${status}: ${error.message}${issues.join('')}`,
      };
}

/** Compares what the server says it created with what was sent. */
function settled(parcels: readonly Parcel[], created: readonly Contact[] | undefined): readonly Outcome[] {
  if (created === undefined) return [{ kind: 'created', parcels, dropped: [] }];
  const echoed = new Map(created.map((contact) => [contact.externalId, contact]));
  const there = parcels.filter(({ externalId }) => echoed.has(externalId));
  const missing = parcels.filter(({ externalId }) => !echoed.has(externalId));
  const dropped = there.flatMap((parcel) => droppedFields(parcel, echoed.get(parcel.externalId)));
  const outcomes: Outcome[] = [{ kind: 'created', parcels: there, dropped }];
  const reason = { code: 'not_echoed', message: 'the API said success without naming this contact' };
  return missing.length === 0 ? outcomes : [...outcomes, { kind: 'in doubt', parcels: missing, reason }];
}

const compared = ['name', 'email', 'phonenumber', 'stripe_accounts'] as const;

/** Fields that were sent and are absent in the answer: the API drops what it does not know without a word. */
export function droppedFields(
  { encoded }: Pick<Parcel, 'encoded'>,
  contact: Contact | undefined,
): readonly string[] {
  if (contact === undefined || !mayDrop(contact)) return [];
  const sent = JSON.parse(Buffer.from(encoded).toString('utf8')) as Record<string, unknown>;
  const fields = compared.filter((name) => sent[name] !== undefined && isNothing(contact.raw[name]));
  const attributes = Object.keys((sent.custom_attributes as object | undefined) ?? {});
  return [
    ...fields,
    ...attributes
      .filter((name) => !Object.hasOwn(contact.attributes, name))
      .map((name) => `custom_attributes.${name}`),
  ];
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

/** An answer that shows no attributes at all is a short form, not a loss. */
function mayDrop(contact: Contact): boolean {
  return 'custom_attributes' in contact.raw;
}
