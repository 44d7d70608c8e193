import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { EmulatorOptions } from '../../src/emulator/options.js';
import { emulator, heldContacts, heldIds, type TestEmulator } from '../support/emulator.js';
import { type Ran, run } from '../support/io.js';
import { file, workdir } from '../support/workdir.js';

const contactsPath = '/chatbots/b1/contacts';
const batches = `POST ${contactsPath}`;

type Document = {
  readonly ledger: Readonly<Record<string, number>>;
  readonly rejectedBy: Readonly<Record<string, number>>;
  readonly exitCode: number;
  readonly files: readonly string[];
  readonly stoppedBecause: string | null;
  readonly batches: number;
  readonly notes: {
    readonly droppedByServer: Readonly<Record<string, number>>;
    readonly nearDuplicates: number;
    readonly trimmedValues: number;
  };
};

type Imported = Ran & { readonly summary: Document; readonly report: (name: string) => string };

async function importInto(
  api: TestEmulator,
  content: string,
  flags: readonly string[] = [],
): Promise<Imported> {
  const directory = `${workdir()}/report`;
  const argv = ['contacts', 'import', file(content), '--json', '--report', directory, ...flags];
  const result = await run(argv, { env: api.env });
  const summary = JSON.parse(result.out) as Document;
  const report = (name: string) =>
    existsSync(`${directory}/${name}`) ? readFileSync(`${directory}/${name}`, 'utf8') : '';
  if (summary.ledger !== undefined) expect(JSON.parse(report('summary.json'))).toEqual(summary);
  return { ...result, summary, report };
}

/** The classes with at least one row. */
function filled({ summary }: Imported): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(summary.ledger).filter(([, rows]) => rows > 0));
}

function rows(count: number, prefix = 'r'): string {
  return `external_id,name\n${Array.from({ length: count }, (_, i) => `${prefix}${i},Name ${i}\n`).join('')}`;
}

/** The response to the first batch is lost, and what was stored cannot be read back. */
function neverAnswered(api: TestEmulator): void {
  api.next(batches, { drop: 'after' });
  api.next(`GET ${contactsPath}`, { skip: 1, times: 0, status: 500, body: { message: 'Error' } });
  api.next(`GET ${contactsPath}/*`, { times: 0, status: 500, body: { message: 'Error' } });
}

describe('what is sent', () => {
  test('fields and attributes arrive typed, and empty cells are not sent', async () => {
    const api = await emulator();
    const content =
      'external_id,name,email,phone,company,seats,newsletter,Customer since,stripe_accounts\n' +
      '1,Ada,ada@example.com,+49 30 1,"Acme, Inc.",4,yes,2024-02-29,cus_abc123\n2,Bo,,,,,,,\n';
    const result = await importInto(api, content);
    expect(filled(result)).toEqual({ created: 2 });
    const [ada, bo] = await heldContacts(api);
    expect(ada).toMatchObject({
      external_id: '1',
      email: 'ada@example.com',
      phonenumber: '+49 30 1',
      stripe_accounts: [{ label: 'stripe', stripe_id: 'cus_abc123' }],
      custom_attributes: {
        company: 'Acme, Inc.',
        seats: 4,
        newsletter: true,
        since: '2024-02-29T00:00:00.000Z',
      },
    });
    expect(bo).toMatchObject({ external_id: '2', name: 'Bo', email: null, custom_attributes: {} });
    expect(api.seen(batches)[0]?.body).toEqual({
      users: [expect.objectContaining({ external_id: '1' }), { external_id: '2', name: 'Bo' }],
    });
  });

  test('the Google layout gives a name and the first of several addresses, and leaves its labels out', async () => {
    const api = await emulator();
    const header =
      'First Name,Middle Name,Last Name,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Value,Custom Field 1 - Value';
    const content = `${header}\nAda,M,Lovelace,* myContacts,* Work,ada@example.com ::: a@b.org,+49 1 ::: +49 2,g1\n太郎,,山田,,,,,g2\n`;
    const result = await importInto(api, content, ['--map', 'external_id=Custom Field 1 - Value']);
    expect(
      (await heldContacts(api)).map(({ external_id, name, email, phonenumber }) => [
        external_id,
        name,
        email,
        phonenumber,
      ]),
    ).toEqual([
      ['g1', 'Ada M Lovelace', 'ada@example.com', '+49 1'],
      ['g2', '山田太郎', null, null],
    ]);
    expect(result.summary.notes).toMatchObject({ shortenedCells: 2 });
  });

  test('a JSON array, JSON lines and stdin give the same contacts as a CSV', async () => {
    const contacts = [
      { external_id: 'a', name: 'Ada', custom_attributes: { seats: 3, newsletter: false } },
      {
        external_id: 'b',
        email: 'b@example.com',
        stripe_accounts: [{ label: 'main', stripe_email: 'b@example.com' }],
      },
    ];
    const spellings = [
      JSON.stringify(contacts, null, 2),
      contacts.map((contact) => JSON.stringify(contact)).join('\n'),
    ];
    for (const stdin of spellings) {
      const api = await emulator();
      const { code } = await run(['contacts', 'import', '-'], { env: api.env, stdin });
      expect(code).toBe(0);
      const held = (await heldContacts(api)).map(({ id, created_at, updated_at, ...fields }) => fields);
      expect(held).toEqual([
        {
          external_id: 'a',
          name: 'Ada',
          email: null,
          phonenumber: null,
          stripe_accounts: [],
          custom_attributes: { seats: 3, newsletter: false },
        },
        {
          external_id: 'b',
          name: null,
          email: 'b@example.com',
          phonenumber: null,
          stripe_accounts: [{ label: 'main', stripe_email: 'b@example.com' }],
          custom_attributes: {},
        },
      ]);
    }
  });

  test('JSON that is truncated or not an object is refused with its line', async () => {
    const api = await emulator();
    const said = async (content: string) =>
      (await run(['contacts', 'import', file(content, 'c.json')], { env: api.env })).err;
    expect(await said('[{"external_id":"1"},\n{"external_id":"2"}\n')).toMatch(/the array is never closed/);
    expect(await said('{"external_id":"1"}\n{"external_id":\n')).toMatch(
      /line 2: the object that starts here is never closed/,
    );
    expect(await said('{"external_id":"1"}\n12\n')).toMatch(
      /line 2: found something other than a JSON object/,
    );
    expect(await said('{"external_id":"1"}\n{"external_id" 2}\n')).toMatch(
      /line 2: the object is not valid JSON/,
    );
    expect(api.seen(batches)).toEqual([]);
  });

  test('G-33 ids with slashes, dots, spaces and emoji are kept unchanged and can be read back', async () => {
    const api = await emulator();
    const ids = ['a/b', 'a?b', 'a#b', '%2F', 'x y', '😀', '..x', 'i'.repeat(1000)];
    expect((await importInto(api, `external_id\n${ids.join('\n')}\n`)).code).toBe(0);
    expect(await heldIds(api)).toEqual(ids);
    for (const id of ids) {
      const got = await run(['contacts', 'get', id, '--json'], { env: api.env });
      expect([got.code, JSON.parse(got.out).external_id], id).toEqual([0, id]);
    }
    const refused = await run(['contacts', 'get', '..'], { env: api.env });
    expect([refused.code, refused.err]).toEqual([2, expect.stringMatching(/"\.\." cannot be part of a URL/)]);
  });
});

describe('rejects', () => {
  test.each([
    ['seats', '0x1F', 'bad_number'],
    ['seats', '1e400', 'bad_number'],
    ['seats', '"1,5"', 'bad_number'],
    ['seats', '∞', 'bad_number'],
    ['seats', '12345678901234567890', 'bad_number'],
    ['newsletter', 'perhaps', 'bad_boolean'],
    ['since', '02/03/2024', 'bad_date'],
    ['since', '2024-02-30', 'bad_date'],
    ['since', '2023-02-29', 'bad_date'],
    ['since', 'abc 1', 'bad_date'],
    ['since', '5', 'bad_date'],
    ['since', '2024-05-31T09:00', 'bad_date'],
  ])('G-27 %s does not accept %s', async (column, cell, code) => {
    const result = await importInto(await emulator(), `external_id,${column}\n1,${cell}\n2,\n`, [
      '--max-rejects',
      '1',
    ]);
    expect([result.code, filled(result), result.summary.rejectedBy]).toEqual([
      3,
      { created: 1, rejected: 1 },
      { [code]: 1 },
    ]);
  });

  test.each([
    ['external_id', '1.23457E+11', 'looks rounded by a spreadsheet'],
    ['external_id', '#N/A', 'looks like a spreadsheet error'],
    ['phone', '1.23457E+11', 'looks rounded by a spreadsheet'],
    ['phone', '########', 'looks like a spreadsheet error'],
    ['name', '#REF!', 'looks like a spreadsheet error'],
  ])('G-26 %s with the value %s was damaged by a spreadsheet', async (column, cell, words) => {
    const header = column === 'external_id' ? 'external_id,name' : `external_id,${column}`;
    const line = column === 'external_id' ? `${cell},Ada` : `7,${cell}`;
    const result = await importInto(await emulator(), `${header}\n${line}\n8,\n`, ['--max-rejects', '1']);
    expect(result.summary.rejectedBy).toEqual({ damaged: 1 });
    expect(result.report('rejects.csv')).toContain(`${cell} ${words}`);
  });

  test.each(['nobody', 'a@b', 'a b@example.com', 'a@@example.com', `${'x'.repeat(320)}@example.com`])(
    'G-28 %s is not an email address',
    async (email) => {
      const result = await importInto(await emulator(), `external_id,email\n1,${email}\n2,\n`, [
        '--max-rejects',
        '1',
      ]);
      expect(result.summary.rejectedBy).toEqual({ bad_email: 1 });
    },
  );

  test('all errors of a row are reported together, with their columns', async () => {
    const result = await importInto(await emulator(), 'external_id,email,seats\n1,nobody,many\n', []);
    expect(result.report('rejects.csv')).toBe(
      'external_id,email,seats,_line,_column,_code,_message\n' +
        '1,nobody,many,2,email; seats,bad_email; bad_number,' +
        '"""email"": nobody is not an email address; ""seats"": many is not a plain number such as 12 or 12.5"\n',
    );
  });

  test('by default one bad row means that nothing is sent, and the import exits 6', async () => {
    const api = await emulator();
    const result = await importInto(api, 'external_id,seats\n1,1\n2,x\n3,3\n');
    expect([result.code, filled(result), api.seen(batches)]).toEqual([
      6,
      { rejected: 1, unprocessed: 2 },
      [],
    ]);
    expect(result.summary.stoppedBecause).toMatch(
      /1 row was rejected and --max-rejects allows 0, so nothing was sent/,
    );
  });

  test('--max-rejects accepts a percentage, calculated from at least 300 rows', async () => {
    const bad = 'external_id,seats\n1,x\n2,y\n3,3\n';
    expect((await importInto(await emulator(), bad, ['--max-rejects', '1%'])).code).toBe(3);
    expect((await importInto(await emulator(), `${bad}4,z\n5,z\n`, ['--max-rejects', '1%'])).code).toBe(6);
  });

  test('C-7 a wrong column mapping rejects everything and sends nothing', async () => {
    const api = await emulator();
    const result = await importInto(api, 'external_id,Country\n1,DE\n2,FR\n', [
      '--map',
      'email=Country',
      '--max-rejects',
      '50%',
    ]);
    expect([result.code, filled(result), api.seen(batches)]).toEqual([3, { rejected: 2 }, []]);
  });

  test('fixed rejects are imported again without a flag, and their report columns are left out', async () => {
    const api = await emulator();
    const first = await importInto(api, 'external_id,seats\n1,1\n2,two\n', ['--max-rejects', '1']);
    const mended = first.report('rejects.csv').replace('2,two', '2,2');
    const second = await importInto(api, mended);
    expect([second.code, filled(second)]).toEqual([0, { created: 1 }]);
    expect(await heldIds(api)).toEqual(['1', '2']);
  });

  test('a report is never overwritten', async () => {
    const api = await emulator();
    const directory = `${workdir()}/report`;
    const argv = ['contacts', 'import', file('external_id,seats\n1,x\n'), '--report', directory];
    expect((await run(argv, { env: api.env })).code).toBe(6);
    // Nothing was sent, so the fixed file can be imported with the same command; manual edits are kept.
    expect((await run(argv, { env: api.env })).code).toBe(6);
    writeFileSync(`${directory}/rejects.csv`, 'by hand');
    utimesSync(`${directory}/rejects.csv`, 4_000_000_000, 4_000_000_000);
    const again = await run(argv, { env: api.env });
    expect([again.code, again.err]).toEqual([2, expect.stringMatching(/already exists.*--report/)]);
  });
});

test('an old report is detected before anything is sent', async () => {
  const api = await emulator();
  const directory = `${workdir()}/report`;
  const argv = (content: string) => ['contacts', 'import', file(content), '--report', directory];
  expect((await run(argv(rows(1)), { env: api.env })).code).toBe(0);
  api.log.clear();
  const again = await run(argv(rows(2)), { env: api.env });
  expect([again.code, api.log.all()]).toEqual([2, []]);
  expect(again.err).toMatch(/contains the report of another run.*import resume/);
});

test('E-4 a report that cannot be written after sending does not hide the ledger: exits 74', async () => {
  const api = await emulator();
  const directory = `${workdir()}/report`;
  const original = api.log.add.bind(api.log);
  api.log.add = (request, raw, body) => {
    if (request.method === 'POST') mkdirSync(`${directory}/summary.json`);
    return original(request, raw, body);
  };
  const { code, out } = await run(['contacts', 'import', file(rows(2)), '--report', directory, '--json'], {
    env: api.env,
  });
  const summary = JSON.parse(out);
  expect([summary.ledger.created, summary.exitCode, summary.reportFailure]).toEqual([
    2,
    code,
    expect.stringContaining('summary.json'),
  ]);
  expect(code).toBe(74);
});

describe('duplicates in the file', () => {
  const content =
    'external_id,name,email\n1,First,a@example.com\n1,Second,b@example.com\n2,Third,A@EXAMPLE.com\n3,Fourth,c@example.com\n';

  test('G-24 G-25 are rejected by default, and the report names both lines', async () => {
    const result = await importInto(await emulator(), content, ['--max-rejects', '2']);
    expect([result.code, filled(result)]).toEqual([3, { created: 2, rejected: 2 }]);
    expect(result.report('rejects.csv')).toContain('3,,duplicate_id,the same id as line 2');
    expect(result.report('rejects.csv')).toContain('4,,duplicate_email,the same email address as line 2');
  });

  test.each([
    ['first', ['First', 'Fourth']],
    ['last', ['Third', 'Fourth']],
  ])('--duplicates %s sends one of each', async (which, names) => {
    const api = await emulator();
    const doubled =
      'external_id,name,email\n1,First,a@example.com\n2,Third,A@EXAMPLE.com\n3,Fourth,c@example.com\n';
    const result = await importInto(api, doubled, ['--duplicates', which]);
    expect([result.code, filled(result)]).toEqual([0, { created: 2, duplicate: 1 }]);
    expect((await heldContacts(api)).map(({ name }) => name)).toEqual(names);
  });

  test('a row dropped for its email does not drop the rows with its id', async () => {
    const api = await emulator();
    const chained = 'external_id,name,email\n1,A,x@example.com\n2,B,x@example.com\n2,C,c@example.com\n';
    expect((await importInto(api, chained, ['--duplicates', 'first'])).code).toBe(0);
    expect((await heldContacts(api)).map(({ external_id, name }) => [external_id, name])).toEqual([
      ['1', 'A'],
      ['2', 'C'],
    ]);
  });

  test('--duplicates last keeps the last of many, and rejects chains in which an id would vanish', async () => {
    const api = await emulator();
    const many = 'external_id,name,email\n1,A,x@example.com\n1,B,x@example.com\n1,C,y@example.com\n';
    expect(filled(await importInto(api, many, ['--duplicates', 'last']))).toEqual({
      created: 1,
      duplicate: 2,
    });
    expect((await heldContacts(api)).map(({ name }) => name)).toEqual(['C']);
    for (const chain of [
      'A,x@e.de\nA,y@e.de\nB,y@e.de\n',
      'A,x@e.de\nB,y@e.de\nA,y@e.de\n',
      'A,x@e.de\nB,x@e.de\nB,z@e.de\n',
    ]) {
      const result = await importInto(await emulator(), `external_id,email\n${chain}`, [
        '--duplicates',
        'last',
        '--max-rejects',
        '1',
      ]);
      expect([result.code, result.summary.rejectedBy], chain).toEqual([3, { duplicate_chain: 1 }]);
    }
  });

  test('the line number of a duplicate is correct after cells with line breaks', async () => {
    const result = await importInto(await emulator(), 'external_id,name\n1,"a\nb\nc"\n2,x\n2,y\n', [
      '--max-rejects',
      '1',
    ]);
    expect(result.report('rejects.csv')).toContain('6,,duplicate_id,the same id as line 5');
  });

  test('G-24 ids that differ only in case, whitespace or Unicode form are sent and counted', async () => {
    const api = await emulator();
    const result = await importInto(api, 'external_id\nAbc\nabc\ncaf\u00e9\ncafe\u0301\nab\u200bc\n');
    expect([filled(result), result.summary.notes.nearDuplicates]).toEqual([{ created: 5 }, 3]);
  });
});

test('skipped duplicates are listed with the line they repeat', async () => {
  const content = 'external_id,name,email\n1,A,x@example.com\n1,B,\n2,C,X@example.com\n';
  const first = await importInto(await emulator(), content, ['--duplicates', 'first']);
  expect(first.report('duplicates.csv')).toBe(
    'external_id,name,email,_line,_column,_code,_message\n1,B,,3,,duplicate_id,the same id as line 2\n2,C,X@example.com,4,,duplicate_email,the same email address as line 2\n',
  );
  const last = await importInto(await emulator(), content, ['--duplicates', 'last']);
  expect(last.report('duplicates.csv')).toContain('1,A,x@example.com,2,,duplicate_');
});

test('a rejected JSON object is reported verbatim, including its long numbers', async () => {
  const directory = `${workdir()}/report`;
  const content =
    '[{"external_id": "1",\n "phone": 4912345678901234567890}, {"external_id": "2", "seats": 9007199254740993}]';
  const { code } = await run(['contacts', 'import', file(content, 'c.json'), '--report', directory], {
    env: (await emulator()).env,
  });
  expect(code).toBe(6);
  const lines = readFileSync(`${directory}/rejects.ndjson`, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line)._code)).toEqual(['bad_number']);
  // The phone number is a string, so all of its digits count.
  expect(lines[0]).toContain('"seats": 9007199254740993');
});

test('a report of ragged rows keeps its columns aligned when it is imported and reported again', async () => {
  const api = await emulator();
  const first = await importInto(api, 'external_id,name,seats\n1,Ada\n2,Bo,3,4\n', ['--max-rejects', '9']);
  const again = await importInto(api, first.report('rejects.csv').replace('\n1,Ada,,', '\n,Ada,,'), [
    '--max-rejects',
    '9',
  ]);
  expect(again.report('rejects.csv')).toBe(
    'external_id,name,seats,_line,_column,_code,_message\n' +
      ',Ada,,2,external_id,no_id,"""external_id"" is empty, but every contact needs an id of your own (external_id)"\n' +
      '2,Bo,3,3,,ragged,"expected 7 cells, found 8",4\n',
  );
});

test('a contact that exists twice, or a list that is read twice, leaves no row unsent', async () => {
  const api = await emulator({ switches: { existing: 'duplicate' } });
  await api.ask('POST', contactsPath, {
    users: [
      { external_id: 'A', name: 'x' },
      { external_id: 'A', name: 'New' },
    ],
  });
  const result = await importInto(api, 'external_id,name\nA,New\nB,Bo\n', ['--on-conflict', 'update']);
  expect([result.code, filled(result)]).toEqual([0, { created: 1, unchanged: 1 }]);
});

test('a user file is never removed, whatever its name', async () => {
  const api = await emulator();
  const directory = workdir();
  for (const name of ['input', 'spool', 'c.csv']) file('external_id\n1\n', name, directory);
  expect(
    (await run(['contacts', 'import', `${directory}/input`, '--report', directory], { env: api.env })).code,
  ).toBe(0);
  expect(
    (
      await run(['contacts', 'import', `${directory}/nosuch.csv`, '--report', `${directory}/x`], {
        env: api.env,
      })
    ).code,
  ).toBe(2);
  expect(readdirSync(directory).sort()).toEqual([
    'c.csv',
    'input',
    'journal.ndjson',
    'manifest.json',
    'results.csv',
    'spool',
    'summary.json',
  ]);
});

test('an input that is replaced during sending is detected, since its rows would be listed wrongly', async () => {
  const api = await emulator();
  const path = file(rows(3));
  const original = api.log.add.bind(api.log);
  api.log.add = (request, raw, body) => {
    if (request.method === 'POST') writeFileSync(path, 'external_id,name\nother,Other\n');
    return original(request, raw, body);
  };
  neverAnswered(api);
  const { out } = await run(['contacts', 'import', path, '--json'], { env: api.env });
  const summary = JSON.parse(out);
  expect([summary.exitCode, summary.ledger['in doubt'], summary.files, summary.reportFailure]).toEqual([
    7,
    3,
    [],
    expect.stringContaining('changed while cbase was reading it'),
  ]);
});

test('E-4 an in-doubt list that cannot be written does not hide the ledger', async () => {
  const api = await emulator();
  const directory = `${workdir()}/report`;
  const original = api.log.add.bind(api.log);
  api.log.add = (request, raw, body) => {
    if (request.method === 'POST') mkdirSync(`${directory}/in-doubt.csv`);
    return original(request, raw, body);
  };
  neverAnswered(api);
  const { code, out } = await run(['contacts', 'import', file(rows(2)), '--report', directory, '--json'], {
    env: api.env,
  });
  const summary = JSON.parse(out);
  expect([code, summary.ledger['in doubt'], summary.reportFailure]).toEqual([
    7,
    2,
    expect.stringContaining('in-doubt.csv'),
  ]);
});

test('an update whose response shows less than was sent reports what is missing', async () => {
  const api = await emulator();
  await api.ask('POST', contactsPath, { users: [{ external_id: 'A', name: 'x' }] });
  api.next(`PATCH ${contactsPath}/*`, {
    body: { message: 'Success', data: { id: 'i', external_id: 'A', name: null, custom_attributes: {} } },
  });
  const result = await importInto(api, 'external_id,name,seats\nA,New,4\n', ['--on-conflict', 'update']);
  expect([filled(result), result.summary.notes.droppedByServer]).toEqual([
    { updated: 1 },
    { name: 1, 'custom_attributes.seats': 1 },
  ]);
});

test('three updates in a row without a response stop the run', async () => {
  const api = await emulator();
  const users = Array.from({ length: 10 }, (_, i) => ({ external_id: `r${i}`, name: 'old' }));
  await api.ask('POST', contactsPath, { users });
  api.next(`PATCH ${contactsPath}/*`, { times: 0, status: 503, body: { message: 'down' } });
  const result = await importInto(api, rows(10), ['--on-conflict', 'update', '--concurrency', '1']);
  expect([result.code, filled(result)]).toEqual([7, { 'in doubt': 3, unprocessed: 7 }]);
});

test('a list that shrinks during a pass is read again; one that keeps changing stops the import', async () => {
  const api = await emulator();
  await importInto(api, rows(2001));
  api.log.clear();
  const lists = () => api.seen(`GET ${contactsPath}`).filter(({ query }) => query.endsWith('&page=1')).length;
  api.next(`GET ${contactsPath}`, {
    skip: 2,
    body: { message: 'Success', data: [], total: 2001, pages: { total_pages: 3 } },
  });
  const again = await importInto(api, rows(2001));
  expect([again.code, lists(), again.summary.ledger.rejected]).toEqual([0, 2, 0]);

  api.next(`GET ${contactsPath}`, {
    times: 0,
    body: { message: 'Success', data: [{ id: 'x', external_id: 'x' }], total: 5, pages: { total_pages: 1 } },
  });
  api.log.clear();
  const never = await run(['contacts', 'import', file(rows(3))], { env: api.env });
  expect([never.code, lists(), api.seen(batches)]).toEqual([75, 3, []]);
});

test('--timeout is the time to wait for the first byte of a response', async () => {
  const api = await emulator();
  api.next('GET /get-chatbots', { times: 0, delayMs: 400 });
  const { code, err } = await run(['bots', 'list', '--timeout', '50ms'], { env: api.env });
  expect([code, err]).toEqual([75, expect.stringContaining('no response within 0.05 s')]);
});

test('S-15 a list in a pipe is a CSV without active formulas', async () => {
  const api = await emulator();
  await api.ask('POST', contactsPath, {
    users: [{ external_id: '1', name: '=HYPERLINK("http://evil.example")' }],
  });
  const { out } = await run(['contacts', 'list', '--fields', 'external_id,name'], { env: api.env });
  expect(out).toBe('external_id,name\n1,"\'=HYPERLINK(""http://evil.example"")"\n');
});

test('an empty JSON list has no rows', async () => {
  const result = await importInto(await emulator(), '[]', ['--fail-on-empty']);
  expect([result.code, result.summary.ledger.created]).toEqual([9, 0]);
});

describe('next steps', () => {
  test('after a reject limit the input itself is to be fixed: its good rows are in no other file', async () => {
    const { out } = await run(['contacts', 'import', file('external_id,seats\n1,x\n2,2\n')], {
      env: (await emulator()).env,
    });
    expect(out).toContain('Fix them in contacts.csv and import it again');
  });

  test('fixed rejects are imported without a flag: columns, bot and rules are those of the original run', async () => {
    const api = await emulator();
    await api.ask('POST', contactsPath, { users: [{ external_id: '1', name: 'Old' }] });
    const argv = ['--max-rejects', '1', '--map', 'seats=Size', '--on-conflict', 'update', '--bot', 'b1'];
    const { out } = await run(['contacts', 'import', file('external_id,Size\n1,x\n2,2\n'), ...argv], {
      env: api.env,
    });
    const [, rejects = ''] = /then run: cbase contacts import (\S+rejects\.csv)\n/.exec(out) ?? [];
    writeFileSync(rejects, readFileSync(rejects, 'utf8').replace('1,x', '1,7'));
    const env = { ...api.env, CHATBASE_BOT_ID: undefined };
    const again = await run(['contacts', 'import', rejects], { env });
    expect([again.code, again.err]).toEqual([
      0,
      expect.stringMatching(/from the report of run \S+; reading it with the settings of that run/),
    ]);
    expect((await heldContacts(api))[0]).toMatchObject({ name: 'Old', custom_attributes: { seats: 7 } });
  });

  test('S-10 a manifest next to a report changes no address: only columns, bot and rules come from it', async () => {
    const [api, other] = [await emulator(), await emulator()];
    const directory = workdir();
    const rejects = file('external_id,_line,_column,_code,_message\n1,2,,x,x\n', 'rejects.csv', directory);
    const { out } = await run(['contacts', 'import', file(rows(1)), '--json'], { env: other.env });
    const manifest = JSON.parse(readFileSync(`${JSON.parse(out).directory}/manifest.json`, 'utf8'));
    other.log.clear();
    file(
      JSON.stringify({ ...manifest, where: { ...manifest.where, baseUrl: other.url } }),
      'manifest.json',
      directory,
    );
    expect((await run(['contacts', 'import', rejects], { env: api.env })).code).toBe(0);
    expect([other.log.all(), await heldIds(api)]).toEqual([[], ['1']]);
  });

  test('a key that is rejected during a run is named, with where to set it', async () => {
    const api = await emulator();
    api.next(batches, { times: 0, status: 401, body: '' });
    const { code, out } = await run(['contacts', 'import', file(rows(2))], { env: api.env });
    expect(code).toBe(4);
    expect(out).toContain(
      'The API did not accept the key from CHATBASE_API_KEY (401: Unauthorized, with no message)',
    );
    expect(out).toContain('Set a valid key in CHATBASE_API_KEY');
  });

  test('with --json an incomplete run includes an error in the usual shape', async () => {
    const result = await importInto(await emulator(), 'external_id,seats\n1,x\n');
    expect(JSON.parse(result.out)).toMatchObject({
      ok: false,
      exitCode: 6,
      error: { code: 'limit', message: expect.stringContaining('1 row was rejected') },
    });
  });

  test('the reported batch count equals the number sent', async () => {
    const api = await emulator({ contactLimit: 20 });
    const result = await importInto(api, rows(45), ['--batch-size', '10', '--concurrency', '1']);
    expect(result.summary.batches).toBe(api.seen(batches).length);
  });
});

describe('existing contacts', () => {
  async function held(options: EmulatorOptions = {}): Promise<TestEmulator> {
    const api = await emulator(options);
    await api.ask('POST', contactsPath, {
      users: [
        {
          external_id: 'old',
          name: 'Old Name',
          email: 'old@example.com',
          custom_attributes: { seats: 1, since: '2024-01-01' },
        },
        { external_id: 'same', name: 'Same', custom_attributes: { seats: 2 } },
      ],
    });
    api.log.clear();
    return api;
  }

  const content = 'external_id,name,email,seats\nold,New Name,old@example.com,5\nsame,Same,,2\nnew,New,,3\n';

  test('are skipped by default, and left unchanged', async () => {
    const api = await held();
    const result = await importInto(api, content);
    expect([result.code, filled(result)]).toEqual([0, { created: 1, skipped: 2 }]);
    expect((await heldContacts(api)).map(({ name }) => name)).toEqual(['Old Name', 'Same', 'New']);
  });

  test.each(['either', 'internal', 'external'] as const)(
    '--on-conflict update changes what differs (contact id: %s)',
    async (contactId) => {
      const api = await held({ switches: { contactId } });
      const result = await importInto(api, content, ['--on-conflict', 'update']);
      expect([result.code, filled(result)]).toEqual([0, { created: 1, updated: 1, unchanged: 1 }]);
      const [old] = await heldContacts(api);
      expect(old).toMatchObject({
        name: 'New Name',
        email: 'old@example.com',
        custom_attributes: { seats: 5, since: '2024-01-01T00:00:00.000Z' },
      });
      const again = await importInto(api, content, ['--on-conflict', 'update']);
      expect(filled(again)).toEqual({ unchanged: 3 });
    },
  );

  test('a date that is stored in another format is still the same date', async () => {
    const api = await held();
    const result = await importInto(api, 'external_id,since\nold,2024-01-01\n', ['--on-conflict', 'update']);
    expect(filled(result)).toEqual({ unchanged: 1 });
  });

  test('--on-conflict fail rejects them before anything is sent', async () => {
    const api = await held();
    const result = await importInto(api, content, ['--on-conflict', 'fail']);
    expect([result.code, filled(result), result.summary.rejectedBy]).toEqual([
      6,
      { rejected: 2, unprocessed: 1 },
      { exists: 2 },
    ]);
    expect(api.seen(batches)).toEqual([]);
  });

  test('B-15 an email address held by another contact is rejected, naming that contact', async () => {
    const api = await held();
    const result = await importInto(api, 'external_id,email\nx,OLD@example.com\ny,y@example.com\n', [
      '--max-rejects',
      '1',
    ]);
    expect([result.code, filled(result)]).toEqual([3, { created: 1, rejected: 1 }]);
    expect(result.report('rejects.csv')).toContain(
      'email_taken,the email address belongs to another contact (old)',
    );
  });

  test('G-34 importing the same file twice sends nothing the second time', async () => {
    const api = await emulator();
    await importInto(api, rows(1500));
    api.log.clear();
    const again = await importInto(api, rows(1500));
    expect([again.code, filled(again), api.seen(batches)]).toEqual([0, { skipped: 1500 }, []]);
  });

  test('are read to the last page', async () => {
    const api = await emulator();
    await importInto(api, rows(2300));
    const result = await importInto(api, rows(2400));
    expect(filled(result)).toEqual({ created: 100, skipped: 2300 });
  });
});

describe('a dry run', () => {
  test('C-13 has the ledger and the rejects of the real run, and only reads', async () => {
    const content = `${rows(1200)}bad\nr1,again\n`;
    const [dryApi, api] = [await emulator(), await emulator()];
    const flags = ['--max-rejects', '5'];
    const dry = await importInto(dryApi, content, [...flags, '--dry-run']);
    const real = await importInto(api, content, flags);
    expect([dry.code, dry.summary.ledger, dry.summary.batches]).toEqual([
      real.code,
      real.summary.ledger,
      real.summary.batches,
    ]);
    expect(dry.report('rejects.csv')).toBe(real.report('rejects.csv'));
    expect(new Set(dryApi.log.all().map(({ method }) => method))).toEqual(new Set(['GET']));
    expect(await heldIds(dryApi)).toEqual([]);
  });
});

describe('server responses', () => {
  test('B-13 rows that the server names by index are rejected with its message, the others are imported', async () => {
    const api = await emulator({ switches: { issues: 'indexed' } });
    api.next(batches, {
      status: 400,
      body: {
        message: 'Invalid request body',
        issues: [
          { field: 'users.1.custom_attributes.seats', message: 'Expected number, received string' },
          { field: 'users[3].email', message: 'Invalid email' },
        ],
      },
    });
    const result = await importInto(api, rows(5));
    expect([result.code, filled(result)]).toEqual([3, { created: 3, rejected: 2 }]);
    expect(await heldIds(api)).toEqual(['r0', 'r2', 'r4']);
    expect(result.report('rejects.csv')).toContain(
      'r1,Name 1,3,,refused,"the API says: custom_attributes.seats: Expected number, received string"',
    );
  });

  test('a refusal that names no row and does not recur loses no row', async () => {
    const api = await emulator();
    api.next(batches, {
      status: 400,
      body: { message: 'Invalid request body', issues: [{ field: 'email', message: 'Invalid email' }] },
    });
    const result = await importInto(api, rows(15), ['--batch-size', '10', '--concurrency', '1']);
    expect([result.code, filled(result)]).toEqual([0, { created: 15 }]);
  });

  test('B-14 a full contact list stops the run; the rest is listed as unprocessed', async () => {
    const api = await emulator({ contactLimit: 20 });
    const result = await importInto(api, rows(45), ['--batch-size', '10', '--concurrency', '1']);
    expect([result.code, filled(result)]).toEqual([6, { created: 20, unprocessed: 25 }]);
    expect([api.seen(batches).length, result.summary.stoppedBecause]).toEqual([
      3,
      '400: Maximum contacts limit reached',
    ]);
    expect(result.report('unprocessed.csv').split('\n').length).toBe(1 + 25 + 1);
  });

  test('B-10 a key revoked during the run stops it with exit code 4; stored rows stay counted', async () => {
    const api = await emulator();
    api.next(batches, { skip: 1, times: 0, status: 401, body: { message: 'Unauthorized access' } });
    const result = await importInto(api, rows(40), ['--batch-size', '10', '--concurrency', '1']);
    expect([result.code, filled(result)]).toEqual([4, { created: 10, unprocessed: 30 }]);
    expect(JSON.stringify(result.summary)).not.toContain(api.key);
  });

  test('B-16 a batch that is too large is halved', async () => {
    const api = await emulator();
    api.next(batches, { status: 413, body: '<html><title>Request Entity Too Large</title></html>' });
    const result = await importInto(api, rows(10));
    expect([result.code, filled(result)]).toEqual([0, { created: 10 }]);
    expect(api.seen(batches).map(({ externalIds }) => externalIds?.length)).toEqual([10, 5, 5]);
  });

  test('B-2 a 429 is waited out for as long as the server says, then retried', async () => {
    const api = await emulator();
    api.next(batches, {
      status: 429,
      headers: { 'retry-after': '7' },
      body: { message: 'Rate limit exceeded' },
    });
    const result = await importInto(api, rows(10));
    expect([result.code, filled(result)]).toEqual([0, { created: 10 }]);
    expect(result.io.slept).toContain(7000);
    expect(api.seen(batches).map(({ status }) => status)).toEqual([429, 200]);
  });

  test('B-5 an endless 429 exits 75 after five attempts; nothing is lost', async () => {
    const api = await emulator();
    api.next(batches, { times: 0, status: 429, body: { message: 'Rate limit exceeded' } });
    const result = await importInto(api, rows(10));
    expect([result.code, filled(result), api.seen(batches).length]).toEqual([75, { unprocessed: 10 }, 5]);
  });

  test.each([
    ['reset before it is applied', { drop: 'before' as const }, []],
    ['reset after it was applied', { drop: 'after' as const }, ['r0', 'r1']],
    ['closed without a response', { drop: 'after' as const, end: 'fin' as const }, ['r0', 'r1']],
    ['500', { status: 500, body: { message: 'Error' } }, []],
    ['502 with a web page', { status: 502, body: '<html></html>', applied: true }, ['r0', 'r1']],
    ['200 with an empty body', { body: '', applied: true }, ['r0', 'r1']],
    ['200 with broken JSON', { body: '{"message":"Succ', applied: true }, ['r0', 'r1']],
    ['200 truncated in the middle', { applied: true, cutAfter: 20 }, ['r0', 'r1']],
    ['200 with a message and no contacts', { body: { message: 'Whatever' }, applied: true }, ['r0', 'r1']],
  ])(
    'A-8 A-9 A-10 A-11 B-7 B-20 B-21 B-22 B-24 B-26 I-5 a batch whose response is %s is settled by read-back: each row is stored once',
    async (_, fault, stored) => {
      const api = await emulator();
      api.next(batches, fault);
      const result = await importInto(api, rows(2));
      expect([result.code, filled(result)]).toEqual([0, { created: 2 }]);
      expect(api.seen(batches).length).toBe(stored.length === 0 ? 2 : 1);
      expect(await heldIds(api)).toEqual(['r0', 'r1']);
    },
  );

  test('C-2 I-3 a lost response that cannot be read back is in doubt: exits 7, listed, sent once', async () => {
    const api = await emulator();
    neverAnswered(api);
    const result = await importInto(api, rows(2));
    expect([result.code, filled(result), api.seen(batches).length]).toEqual([7, { 'in doubt': 2 }, 1]);
    expect(result.report('in-doubt.csv')).toMatch(
      /^external_id,name,_line,_column,_code,_message\nr0,Name 0,2,,no_answer,.*\nr1,Name 1,3,,no_answer,.*\n$/,
    );
  });

  test('B-25 contacts missing from a success response are looked up, and sent if they are not there', async () => {
    const api = await emulator();
    api.next(batches, { body: { message: 'Success', data: [{ id: 'i', external_id: 'r1' }] } });
    const result = await importInto(api, rows(3));
    expect([result.code, filled(result)]).toEqual([0, { created: 3 }]);
    expect(api.seen(batches).map(({ externalIds }) => externalIds)).toEqual([
      ['r0', 'r1', 'r2'],
      ['r0', 'r2'],
    ]);
  });

  test('B-9 a server that accepts nothing is given up after five tries, with nothing in doubt', async () => {
    const api = await emulator();
    api.next(batches, { times: 0, status: 503, body: { message: 'Service unavailable' } });
    const result = await importInto(api, rows(100), ['--batch-size', '10', '--concurrency', '1']);
    expect([result.code, filled(result), api.seen(batches).length]).toEqual([75, { unprocessed: 100 }, 5]);
  });

  test.each([
    ['data[]', 'list' as const],
    ['data.created[]', 'created' as const],
    ['a bare success', 'none' as const],
  ])('a response with %s counts as created', async (_, created) => {
    const api = await emulator({ switches: { created } });
    expect(filled(await importInto(api, rows(3)))).toEqual({ created: 3 });
  });

  test('C-12 a field that the server did not store is reported', async () => {
    const api = await emulator();
    api.next(batches, {
      body: {
        message: 'Success',
        data: [
          { id: 'i', external_id: '1', name: 'Ada', email: null, phonenumber: null, custom_attributes: {} },
        ],
      },
    });
    const result = await importInto(api, 'external_id,name,seats\n1,Ada,4\n');
    expect([filled(result), result.summary.notes.droppedByServer]).toEqual([
      { created: 1 },
      { 'custom_attributes.seats': 1 },
    ]);
  });

  test('A-1 an unreachable server: exits 75 and nothing in doubt', async () => {
    const api = await emulator();
    const env = { ...api.env, CHATBASE_BASE_URL: 'http://127.0.0.1:9/api/v1' };
    const result = await run(['contacts', 'import', file(rows(3)), '--json'], { env });
    expect(result.code).toBe(75);
    expect(JSON.parse(result.out)).toMatchObject({
      ok: false,
      exitCode: 75,
      error: { code: 'temporary', message: expect.stringContaining('127.0.0.1:9') },
    });
    expect(result.io.slept.length).toBe(4);
  });
});

test('G-31 a file that grows while it is read is detected before anything is sent', async () => {
  const api = await emulator();
  const path = file(rows(3));
  const original = api.log.add.bind(api.log);
  api.log.add = (request, raw, body) => {
    if (request.path.endsWith('/custom-attributes')) appendFileSync(path, 'late,Late\n');
    return original(request, raw, body);
  };
  const { code, err } = await run(['contacts', 'import', path], { env: api.env });
  expect([code, api.seen(batches)]).toEqual([2, []]);
  expect(err).toMatch(/contacts\.csv changed while cbase was reading it \(\d+ bytes before, \d+ now\)/);
});

describe('interrupting', () => {
  test('D-2 a first Ctrl-C finishes the open batch, leaves the rest and exits 130', async () => {
    const api = await emulator();
    const directory = `${workdir()}/report`;
    const { testIo } = await import('../support/io.js');
    const { main } = await import('../../src/main.js');
    const io = testIo({ env: api.env });
    const original = api.log.add.bind(api.log);
    api.log.add = (request, raw, body) => {
      if (request.method === 'POST') io.interruptWith('SIGINT');
      return original(request, raw, body);
    };
    const code = await main(
      [
        'contacts',
        'import',
        file(rows(30)),
        '--batch-size',
        '10',
        '--concurrency',
        '1',
        '--json',
        '--report',
        directory,
      ],
      io,
    );
    const summary = JSON.parse(io.out()) as Document;
    expect([code, summary.ledger.created, summary.ledger.unprocessed, summary.stoppedBecause]).toEqual([
      130,
      10,
      20,
      'interrupted by SIGINT',
    ]);
    expect((await heldIds(api)).length).toBe(10);
  });

  test('D-1 a signal before the first batch stops the import, and nothing is sent', async () => {
    const api = await emulator();
    const { testIo } = await import('../support/io.js');
    const { main } = await import('../../src/main.js');
    const io = testIo({ env: api.env });
    io.interruptWith('SIGHUP');
    api.log.clear();
    const code = await main(['contacts', 'import', file(rows(3))], io);
    expect([code, api.seen(batches), io.out()]).toEqual([129, [], '']);
  });

  test('D-4 a signal ends a rate-limit wait at once, with nothing in doubt', async () => {
    const api = await emulator();
    api.next(batches, {
      times: 0,
      status: 429,
      headers: { 'retry-after': '60' },
      body: { message: 'Rate limit exceeded' },
    });
    const { testIo } = await import('../support/io.js');
    const { main } = await import('../../src/main.js');
    const quiet = testIo({ env: api.env });
    const io = {
      ...quiet,
      sleep: (ms: number, signal?: AbortSignal) => {
        if (ms === 60_000) quiet.interruptWith('SIGTERM');
        return quiet.sleep(ms, signal);
      },
    };
    const code = await main(['contacts', 'import', file(rows(3)), '--json'], io);
    const summary = JSON.parse(quiet.out()) as Document;
    expect([code, summary.ledger.unprocessed, summary.ledger['in doubt']]).toEqual([143, 3, 0]);
  });
});
