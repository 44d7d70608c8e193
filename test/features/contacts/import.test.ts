import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { EmulatorOptions } from '../../../src/emulator/options.js';
import { batches, contactsPath, rows } from '../../support/contacts.js';
import { emulator, heldContacts, heldIds, type TestEmulator } from '../../support/emulator.js';
import { filled, importInto, neverAnswered } from '../../support/import-report.js';
import { run } from '../../support/io.js';
import { file, workdir } from '../../support/workdir.js';

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
    expect(await said('[{"external_id":"1"},\n12]\n')).toMatch(
      /line 2: found something other than a JSON object/,
    );
    expect(await said('[{"external_id":"1"},\n{"external_id" 2}]\n')).toMatch(
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
