import {
  bodyFields,
  type Call,
  expected,
  type Fields,
  type Issue,
  invalidBody,
  isFields,
  ok,
  Refusal,
  type Result,
  type World,
} from './answers.js';
import { attributesOf } from './attributes.js';
import { botNamed } from './bots.js';
import { type Checked, checkContact, type StoredFields } from './contact-rules.js';
import { atomically, column, value } from './store.js';

type ContactRow = { readonly seq: number; readonly id: string; readonly body: string };

const maxBatchSize = 1000;

export function createContacts(call: Call): Result {
  const { world } = call;
  const bot = botNamed(world.database, call.params.bot).id;
  const users = usersIn(bodyFields(call));
  const schema = attributesOf(world.database, bot);
  const checked = users.map((user) => withUnknownRule(world, checkContact(user, schema, true)));
  return atomically(world.database, () => stored(world, bot, checked));
}

function withUnknownRule({ options }: World, { fields, issues }: Checked): Checked {
  if (!options.refused?.has(fields.external_id ?? '')) return { fields, issues };
  // Echoes the value it received, as some servers do.
  const message = `Name is not allowed: ${fields.name ?? fields.external_id}`;
  return { fields, issues: [...issues, { field: 'name', message }] };
}

function usersIn({ users }: Fields): readonly unknown[] {
  if (!Array.isArray(users)) throw invalidBody([{ field: 'users', message: expected('array', users) }]);
  if (users.length === 0)
    throw invalidBody([{ field: 'users', message: 'Array must contain at least 1 element(s)' }]);
  if (users.length > maxBatchSize) {
    throw invalidBody([{ field: 'users', message: `Array must contain at most ${maxBatchSize} element(s)` }]);
  }
  return users;
}

/** Stores the batch or refuses it; a refusal is a result here, because a non-atomic server keeps part of the batch. */
function stored(world: World, bot: string, checked: readonly Checked[]): Result {
  const refusal = refusalOf(world, bot, checked);
  if (refusal !== undefined) {
    const kept = write(world, bot, keptOfRefused(world, checked, refusal.at));
    return { ...refusal.refusal.result, stored: idsOf(kept) };
  }
  const created = write(world, bot, checked);
  const stored = idsOf(created);
  if (world.switches.created === 'none') return { status: 200, json: { message: 'Success' }, stored };
  return { ...ok(world.switches.created === 'created' ? { created } : created), stored };
}

function idsOf(contacts: readonly unknown[]): readonly string[] {
  return contacts.map((contact) => String((contact as Fields).external_id));
}

type Refused = { readonly refusal: Refusal; readonly at: number };

function refusalOf(world: World, bot: string, checked: readonly Checked[]): Refused | undefined {
  const bad = checked.findIndex((contact) => contact.issues.length > 0);
  if (bad >= 0) return { refusal: invalidBody(namedIssues(world, checked)), at: bad };
  if (contactsHeld(world, bot) + checked.length > (world.options.contactLimit ?? Number.POSITIVE_INFINITY)) {
    return { refusal: new Refusal(400, 'Maximum contacts limit reached'), at: 0 };
  }
  const at = firstConflict(world, bot, checked);
  return at < 0 ? undefined : { refusal: conflict(world), at };
}

function conflict({ switches }: World): Refusal {
  if (switches.existing === 'email-only') return new Refusal(409, 'Email already exists');
  return new Refusal(409, 'Error saving chatbot contact. External ID or email already exists.');
}

function namedIssues({ switches }: World, checked: readonly Checked[]): readonly Issue[] {
  return checked.flatMap(({ issues }, i) =>
    issues.map(({ field, message }) => ({
      field: switches.issues === 'indexed' ? `users.${i}.${field}` : field,
      message,
    })),
  );
}

function keptOfRefused({ switches }: World, checked: readonly Checked[], at: number): readonly Checked[] {
  const good = checked.filter((contact) => contact.issues.length === 0);
  if (switches.batch === 'prefix') return checked.slice(0, at);
  return switches.batch === 'subset' ? good.filter((_, i) => i % 2 === 0) : [];
}

/** Index of the first contact whose id or email already exists, in the bot or earlier in the batch; -1 if none. */
function firstConflict(world: World, bot: string, checked: readonly Checked[]): number {
  const { existing } = world.switches;
  if (existing !== 'conflict' && existing !== 'email-only') return -1;
  const ids = taken(
    world,
    bot,
    'external_id',
    existing === 'email-only' ? [] : checked.map(({ fields }) => fields.external_id),
  );
  const emails = taken(
    world,
    bot,
    'email',
    checked.map(({ fields }) => emailKey(fields.email)),
  );
  return checked.findIndex(({ fields: { external_id, email } }) => {
    const key = emailKey(email);
    const isTaken = ids.has(external_id) || (key !== null && emails.has(key));
    if (existing === 'conflict') ids.add(external_id);
    if (key !== null) emails.add(key);
    return isTaken;
  });
}

/** The values that contacts of the bot already have: one query per batch. */
function taken(
  { database }: World,
  bot: string,
  name: 'external_id' | 'email',
  values: readonly unknown[],
): Set<unknown> {
  const sql = `SELECT ${name} FROM contacts WHERE bot = ? AND ${name} IN (SELECT value FROM json_each(?) WHERE value IS NOT NULL)`;
  return new Set(column(database, sql, bot, JSON.stringify(values)));
}

function emailKey(email: unknown): string | null {
  return typeof email === 'string' ? email.toLowerCase() : null;
}

function contactsHeld({ database }: World, bot: string): number {
  return Number(value(database, 'SELECT contacts FROM counts WHERE bot = ?', bot) ?? 0);
}

/** Stores contacts according to the switches, and returns them as the API shows them. */
function write(world: World, bot: string, checked: readonly Checked[]): readonly Fields[] {
  const storesOver = ['overwrite', 'email-only'].includes(world.switches.existing);
  if (!storesOver) return insert(world, bot, checked);
  const find = world.database.prepare(
    'SELECT seq, id, body FROM contacts WHERE bot = ? AND external_id = ? ORDER BY seq LIMIT 1',
  );
  return checked.flatMap((contact) => {
    const existing = find.get(bot, contact.fields.external_id) as ContactRow | undefined;
    return existing === undefined
      ? insert(world, bot, [contact])
      : [saveChanged(world, existing, contact.fields)];
  });
}

function insert(world: World, bot: string, checked: readonly Checked[]): readonly Fields[] {
  const seconds = Math.floor(world.now() / 1000);
  const contacts = checked.map(({ fields }) => ({
    id: world.uuid(),
    ...blank,
    ...fields,
    created_at: seconds,
    updated_at: seconds,
  }));
  const rows = contacts.map((contact) => [
    contact.id,
    contact.external_id,
    emailKey(contact.email),
    JSON.stringify(contact),
  ]);
  world.database
    .prepare(
      `INSERT INTO contacts (bot, id, external_id, email, visible_at, body)
       SELECT ?, value ->> 0, value ->> 1, value ->> 2, ?, value ->> 3 FROM json_each(?)`,
    )
    .run(bot, visibleAt(world), JSON.stringify(rows));
  return contacts;
}

const blank = {
  external_id: '',
  name: null,
  email: null,
  phonenumber: null,
  stripe_accounts: [],
  custom_attributes: {},
};

function visibleAt(world: World): number {
  return world.now() + (world.options.lagMs ?? 0);
}

export function listContacts({ world, params, query }: Call): Result {
  const bot = botNamed(world.database, params.bot).id;
  const perPage = numberIn(query, 'per_page', { standard: 100, min: 10, max: 1000 });
  const page = numberIn(query, 'page', { standard: 1, min: 1, max: Number.MAX_SAFE_INTEGER });
  const total = visibleContacts(world, bot);
  const totalPages = Math.max(1, Math.ceil(total / perPage));
  if (page > totalPages)
    throw new Refusal(400, 'Invalid request parameters', [
      { field: 'page', message: 'Page number out of range' },
    ]);
  const data = pageOf(world, bot, page, perPage);
  return {
    status: 200,
    shown: idsOf(data),
    json: { message: 'Success', data, total, pages: { page, per_page: perPage, total_pages: totalPages } },
  };
}

function numberIn(
  query: URLSearchParams,
  field: string,
  { standard, min, max }: { readonly standard: number; readonly min: number; readonly max: number },
): number {
  const text = query.get(field);
  const value = text === null ? standard : Number(text);
  const message = !Number.isInteger(value)
    ? 'Expected number, received nan'
    : value < min
      ? `Number must be greater than or equal to ${min}`
      : value > max
        ? `Number must be less than or equal to ${max}`
        : undefined;
  if (message !== undefined) throw new Refusal(400, 'Invalid request parameters', [{ field, message }]);
  return value;
}

function visibleContacts(world: World, bot: string): number {
  if (!world.options.lagMs) return contactsHeld(world, bot);
  return Number(
    value(
      world.database,
      'SELECT count(*) FROM contacts WHERE bot = ? AND visible_at <= ?',
      bot,
      world.now(),
    ),
  );
}

// The inner query reads only the index: a page deep in a million contacts takes milliseconds.
function pageOf(world: World, bot: string, page: number, perPage: number): readonly unknown[] {
  const deep = `SELECT body FROM contacts WHERE seq IN
    (SELECT seq FROM contacts WHERE bot = ? AND visible_at <= ? ORDER BY seq LIMIT ? OFFSET ?) ORDER BY seq`;
  const rows = column(world.database, deep, bot, world.now(), perPage, (page - 1) * perPage) as string[];
  return rows.map((row) => JSON.parse(row) as unknown);
}

export function getContact({ world, params }: Call): Result {
  const contact = JSON.parse(contactNamed(world, params).body) as Fields;
  return { ...ok(contact), shown: idsOf([contact]) };
}

export function updateContact(call: Call): Result {
  const { world, params } = call;
  return atomically(world.database, () => {
    const row = contactNamed(world, params);
    const { data } = bodyFields(call);
    if (!isFields(data)) throw invalidBody([{ field: 'data', message: expected('object', data) }]);
    const named = world.switches.renames === 'stripped' ? { ...data, external_id: undefined } : data;
    const { fields, issues } = checkContact(named, attributesOf(world.database, params.bot ?? ''), false);
    if (issues.length > 0) throw invalidBody(issues);
    refuseTaken(world, params.bot ?? '', row, fields);
    return ok(saveChanged(world, row, fields));
  });
}

function refuseTaken(world: World, bot: string, row: ContactRow, { email, external_id }: StoredFields): void {
  const isElsewhere = (name: 'email' | 'external_id', held: unknown) =>
    held !== undefined &&
    held !== null &&
    value(
      world.database,
      `SELECT 1 FROM contacts WHERE bot = ? AND ${name} = ? AND seq <> ?`,
      bot,
      held,
      row.seq,
    ) !== undefined;
  if (isElsewhere('email', emailKey(email))) throw new Refusal(409, 'Email already exists');
  if (isElsewhere('external_id', external_id)) throw conflict(world);
}

function saveChanged(world: World, row: ContactRow, fields: StoredFields): Fields {
  const before = JSON.parse(row.body) as Fields;
  const old =
    world.switches.patch === 'merge' && isFields(before.custom_attributes) ? before.custom_attributes : {};
  const attributes =
    fields.custom_attributes === undefined
      ? before.custom_attributes
      : { ...old, ...fields.custom_attributes };
  const after: Fields = {
    ...before,
    ...fields,
    custom_attributes: attributes,
    updated_at: Math.floor(world.now() / 1000),
  };
  world.database
    .prepare('UPDATE contacts SET external_id = ?, email = ?, body = ? WHERE seq = ?')
    .run(after.external_id, emailKey(after.email), JSON.stringify(after), row.seq);
  return after;
}

export function deleteContact({ world, params }: Call): Result {
  const row = contactNamed(world, params);
  world.database.prepare('DELETE FROM contacts WHERE seq = ?').run(row.seq);
  return world.switches.deleted === 'empty' ? { status: 204 } : ok(JSON.parse(row.body));
}

function contactNamed(world: World, params: Readonly<Record<string, string>>): ContactRow {
  const bot = botNamed(world.database, params.bot).id;
  const find = (column: string) =>
    world.database
      .prepare(
        `SELECT seq, id, body FROM contacts WHERE bot = ? AND ${column} = ? AND visible_at <= ? ORDER BY seq LIMIT 1`,
      )
      .get(bot, params.contact, world.now()) as ContactRow | undefined;
  const { contactId } = world.switches;
  const row =
    (contactId === 'external' ? undefined : find('id')) ??
    (contactId === 'internal' ? undefined : find('external_id'));
  if (row === undefined) throw new Refusal(404, 'Contact not found');
  return row;
}
