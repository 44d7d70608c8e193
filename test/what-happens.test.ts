import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contactsPath } from './support/contacts.js';
import { emulator, heldContacts } from './support/emulator.js';
import { filled } from './support/import.js';
import { run } from './support/io.js';
import { type Situation, situations } from './support/situations.js';
import { workbook } from './support/workbook.js';
import { file, workdir } from './support/workdir.js';

/** What an import comes to. Without a ledger, it stops before anything is sent. */
type Outcome = {
  readonly code: number;
  readonly ledger?: Readonly<Record<string, number>>;
  readonly rejectedBy?: Readonly<Record<string, number>>;
  /** The contacts afterwards; without it, those that were there before. */
  readonly stored?: readonly object[];
  /** Counts in the summary. */
  readonly notes?: Readonly<Record<string, unknown>>;
  /** Part of the error, of a message about a rejected row, or of a note about the file. */
  readonly says?: string;
};

type Expected = {
  /** The contacts that are there before. */
  readonly held?: readonly object[];
  /** contacts.csv if absent. */
  readonly file?: string;
  readonly outcome: Outcome;
  /** One for each alternative in the last cell. */
  readonly otherwise?: readonly Outcome[];
};

const expected = JSON.parse(readFileSync(new URL('what-happens.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, Expected>
>;
const listed = situations();
/** Of a line that has no expected outcome: no run comes to this. */
const missing: Expected = { outcome: { code: -1 } };
const verbs: Readonly<Record<string, number>> = { Imports: 0, Rejects: 3, Stops: 2 };

test('each situation has an expected outcome, in the same order', () => {
  expect(listed.map(({ title }) => title)).toEqual(Object.keys(expected));
});

describe.each(listed)('$title', (situation) => {
  const {
    held = [],
    file: name = 'contacts.csv',
    outcome,
    otherwise = [],
  } = expected[situation.title] ?? missing;

  test(situation.does, async () => {
    expect(verbs[situation.does]).toBe(outcome.code);
    expect(await outcomeOf(situation, [], { held, name })).toEqual(complete(outcome, held));
    expect(otherwise.length).toBe(situation.otherwise.length);
  });

  for (const [i, flags] of situation.otherwise.entries())
    test(flags.join(' '), async () => {
      expect(await outcomeOf(situation, flags, { held, name })).toEqual(complete(otherwise[i], held));
    });
});

test('by default, a row that is rejected means that nothing is sent', async () => {
  const api = await emulator();
  const argv = ['contacts', 'import', file('external_id,email\n1,no\n2,b@example.com\n')];
  expect((await run(argv, { env: api.env })).code).toBe(6);
  expect(await heldContacts(api)).toEqual([]);
});

/** Runs an example as the page describes it, into a bot with these contacts. */
async function outcomeOf(
  { content, flags: ownFlags }: Situation,
  flags: readonly string[],
  { held, name }: { readonly held: readonly object[]; readonly name: string },
) {
  const api = await emulator();
  if (held.length > 0) await api.ask('POST', contactsPath, { users: held });
  const path = file(name.endsWith('.xlsx') ? sheetOf(content) : content, name);
  const common = ['--max-rejects', '9', '--report', `${workdir()}/report`, '--json'];
  const ran = await run(['contacts', 'import', path, ...common, ...ownFlags, ...flags], { env: api.env });
  const { ledger, rejectedBy, notes, error, firstFaults, input } = JSON.parse(ran.out);
  return {
    code: ran.code,
    ledger: ledger && filled(ledger),
    rejectedBy: rejectedBy ?? {},
    stored: (await heldContacts(api)).map(plain),
    notes,
    said: JSON.stringify([error, firstFaults, input?.notes]),
  };
}

function complete(outcome: Outcome | undefined, held: readonly object[]) {
  const { code, ledger, rejectedBy = {}, stored = held, notes, says = '' } = outcome ?? missing.outcome;
  return {
    code,
    ledger,
    rejectedBy,
    stored,
    notes: ledger && expect.objectContaining(notes ?? {}),
    said: expect.stringContaining(JSON.stringify(says).slice(1, -1)),
  };
}

const keptByServer = ['id', 'created_at', 'updated_at', 'stripe_accounts'];

/** What was sent of a contact, with its attributes among the fields. */
function plain({ custom_attributes: attributes, ...fields }: Readonly<Record<string, unknown>>): object {
  const all = Object.entries({ ...fields, ...(attributes as object) });
  return Object.fromEntries(all.filter(([name, value]) => !keptByServer.includes(name) && value !== null));
}

function sheetOf(csv: Buffer): Uint8Array {
  const rows = csv.toString().split('\n');
  return workbook({ name: 'People', rows: rows.map((row) => row.split(',')) });
}
