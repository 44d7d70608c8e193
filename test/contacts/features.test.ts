import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guardedCell, unguardedCell } from '../../src/base/escape/csv-formula.js';
import type { EmulatorOptions } from '../../src/emulator/options.js';
import { emulator, heldContacts, heldIds, type TestEmulator } from '../support/emulator.js';
import { run } from '../support/io.js';
import { file, workdir } from '../support/workdir.js';

const contactsPath = '/chatbots/b1/contacts';
const batches = `POST ${contactsPath}`;

/** Imports a content into a new emulator, or into the given one. */
async function imported(
  content: string,
  flags: readonly string[] = [],
  api?: TestEmulator,
  options: EmulatorOptions = {},
) {
  const server = api ?? (await emulator(options));
  const directory = `${workdir()}/report`;
  const ran = await run(['contacts', 'import', file(content), '--report', directory, '--json', ...flags], {
    env: server.env,
  });
  const document = JSON.parse(ran.out);
  return { ...ran, api: server, directory, summary: document, ledger: document.ledger };
}

function filled(ledger: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(ledger).filter(([, rows]) => rows > 0));
}

function rows(count: number): string {
  return `external_id,name\n${Array.from({ length: count }, (_, i) => `r${i},Name ${i}\n`).join('')}`;
}

describe('a saved column map', () => {
  const content = 'Kunde,First Name,Last Name,Seats,Fax\n1,Ada,Lovelace,4,\n';

  test('maps the next file with the same columns in any order, and otherwise names the differences', async () => {
    const map = `${workdir()}/map.json`;
    await imported(content, ['--id-from', 'Kunde', '--dry-run', '--write-map', map]);
    expect(JSON.parse(readFileSync(map, 'utf8'))).toMatchObject({
      columns: [
        { column: 'Kunde', to: 'external_id' },
        { column: 'First Name', to: 'name:first' },
        { column: 'Last Name', to: 'name:last' },
        { column: 'Seats', to: 'custom_attributes.seats' },
        { column: 'Fax', to: 'undecided' },
      ],
    });
    const other = 'Seats,Kunde,Last Name,First Name,Fax\n9,2,Hopper,Grace,\n';
    const { api, summary } = await imported(other, ['--map-file', map]);
    expect(summary.ok).toBe(true);
    expect(await heldContacts(api)).toMatchObject([
      { external_id: '2', name: 'Grace Hopper', custom_attributes: { seats: 9 } },
    ]);
    // No decision was made about a column that was empty then.
    expect(
      (await imported(content.replace('4,', '4,x'), ['--map-file', map])).summary.error.message,
    ).toContain('"Fax"');
    const changed = await imported('Kunde,First Name,Last Name,Places,Fax\n1,A,B,4,\n', ['--map-file', map]);
    expect([changed.code, changed.summary.error.message]).toEqual([
      2,
      'The columns differ from those in map.json: - "Seats", + "Places"',
    ]);
  });

  test('a file that is not a map, and one that already exists, are named in the error', async () => {
    const other = file('{"a":1}', 'map.json');
    expect((await imported(content, ['--map-file', other])).summary.error.message).toContain(
      `${other} was not written by --write-map`,
    );
    const { code, summary, api } = await imported(content, ['--id-from', 'Kunde', '--write-map', other]);
    expect([code, summary.error.message, api.seen(batches)]).toEqual([2, `${other} already exists`, []]);
  });
});

describe('--create-attrs', () => {
  const content =
    'external_id,Shoe size,Member since,Likes tea,Motto,company\n1,42,2024-05-31,yes,Carpe diem,pro\n2,,,no,7,\n';

  test('asks first; without a terminal it needs --yes, and nothing is created', async () => {
    const { code, summary, api } = await imported(content, ['--create-attrs']);
    expect([code, summary.error.message]).toEqual([
      2,
      expect.stringMatching(
        /would get 4 attributes, which can never be deleted.*shoe_size \(number, from "Shoe size"\)/,
      ),
    ]);
    expect(api.seen('POST /chatbots/b1/custom-attributes')).toEqual([]);
  });

  test('creates attributes of the narrowest type, with names for the strict rule, after the check', async () => {
    const { code, api } = await imported(content, ['--create-attrs', '--yes']);
    expect(code).toBe(0);
    expect(api.seen('POST /chatbots/b1/custom-attributes').map(({ body }) => body)).toEqual([
      { name: 'shoe_size', type: 'number', label: 'Shoe size' },
      { name: 'member_since', type: 'date', label: 'Member since' },
      { name: 'likes_tea', type: 'boolean', label: 'Likes tea' },
      { name: 'motto', type: 'text', label: 'Motto' },
    ]);
    expect((await heldContacts(api))[0]).toMatchObject({
      custom_attributes: { shoe_size: 42, likes_tea: true, motto: 'Carpe diem', company: 'pro' },
    });
  });

  test('creates nothing in a dry run or when the check fails: attributes are permanent', async () => {
    for (const [flags, body] of [
      [['--dry-run'], content],
      [[], `${content}3,x,x\n`],
    ] as const) {
      const { api } = await imported(body, ['--create-attrs', '--yes', ...flags]);
      expect(api.log.all().filter(({ method }) => method !== 'GET')).toEqual([]);
    }
  });
});

describe('values', () => {
  async function held(): Promise<TestEmulator> {
    const api = await emulator();
    const ada = {
      external_id: 'a',
      name: 'Ada',
      email: 'ada@example.com',
      custom_attributes: { company: 'pro', seats: 4 },
    };
    await api.ask('POST', contactsPath, { users: [ada] });
    return api;
  }

  test('--blank keep leaves a value alone, --blank clear clears it; a second run has nothing to do', async () => {
    const content = 'external_id,name,email,company,seats\na,,ada@example.com,,5\nb,,,,\n';
    const kept = await imported(content, ['--on-conflict', 'update'], await held());
    expect((await heldContacts(kept.api))[0]).toMatchObject({
      name: 'Ada',
      custom_attributes: { company: 'pro', seats: 5 },
    });
    const flags = ['--on-conflict', 'update', '--blank', 'clear'];
    const cleared = await imported(content, flags, await held());
    expect([cleared.code, (await heldContacts(cleared.api))[0]]).toMatchObject([
      0,
      { name: null, email: 'ada@example.com', custom_attributes: { company: null, seats: 5 } },
    ]);
    cleared.api.log.clear();
    const again = await imported(content, flags, cleared.api);
    expect([filled(again.ledger), again.api.log.all().filter(({ method }) => method !== 'GET')]).toEqual([
      { unchanged: 2 },
      [],
    ]);
  });

  test('--no-trim keeps whitespace around text, and counts none', async () => {
    const content = 'external_id,name\n1, Ada \n';
    expect([
      (await imported(content)).summary.notes.trimmedValues,
      (await imported(content, ['--no-trim'])).summary.notes.trimmedValues,
    ]).toEqual([1, 0]);
    expect(await heldContacts((await imported(content, ['--no-trim'])).api)).toMatchObject([
      { name: ' Ada ' },
    ]);
  });

  test('G-29 S-15 formula apostrophes are stripped in our own exports and on request, and counted', async () => {
    const guarded = "external_id,name,company\n1,'=SUM(1),'plain\n";
    const plain = await imported(guarded);
    expect([await heldContacts(plain.api), plain.summary.notes.unescapedValues]).toMatchObject([
      [{ name: "'=SUM(1)" }],
      0,
    ]);
    const asked = await imported(guarded, ['--unescape-formulas', 'yes']);
    expect([await heldContacts(asked.api), asked.summary.notes.unescapedValues]).toMatchObject([
      [{ name: '=SUM(1)', custom_attributes: { company: "'plain" } }],
      1,
    ]);
    const own = "id,external_id,name,email,phonenumber,created_at\nx,1,'=SUM(1),,'+49 30 1,\n";
    expect(await heldContacts((await imported(own)).api)).toMatchObject([
      { name: '=SUM(1)', phonenumber: '+49 30 1' },
    ]);
    expect(
      await heldContacts((await imported(own, ['--unescape-formulas', 'no', '--max-rejects', '9'])).api),
    ).toEqual([]);
  });

  test('G-29 a Shopify export loses the apostrophes before its ids and phone numbers', async () => {
    const content =
      "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Tax Exempt,Phone\n'6001,Ada,L,ada@example.com,,,'+31612345678\n";
    expect(await heldContacts((await imported(content)).api)).toMatchObject([
      { external_id: '6001', phonenumber: '+31612345678' },
    ]);
  });

  test('property: unescaping reverses escaping, whatever the text', () => {
    const text = fc.oneof(fc.stringMatching(/^[=+\-@'";,|\t\n ab]{0,12}$/), fc.string());
    fc.assert(
      fc.property(text, (value) => {
        const clean = value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '');
        expect(unguardedCell(guardedCell(clean))).toBe(clean);
      }),
      { numRuns: 2000 },
    );
  });

  test('of several phone columns of a known export the first filled one is used, and the others are counted', async () => {
    const header =
      'First Name,E-mail Address,E-mail 2 Address,Internet Free Busy,Mobile Phone,Primary Phone,Business Phone,Company Main Phone,id';
    const content = `${header}\nAda,ada@example.com,,,,+491,+492,,1\nBo,bo@example.com,,,+493,,+494,,2\n`;
    const { api, summary } = await imported(content, ['--id-from', 'id']);
    expect((await heldContacts(api)).map(({ phonenumber }) => phonenumber)).toEqual(['+491', '+493']);
    expect(summary.notes.spareNumbers).toBe(2);
  });
});

describe('partial imports', () => {
  test('--limit takes the first rows only, and resume respects it', async () => {
    const api = await emulator();
    api.next(batches, { status: 401, body: { message: 'Unauthorized access' } });
    const { directory } = await imported(rows(50), ['--limit', '7'], api);
    const { code } = await run(['contacts', 'import', 'resume', directory], { env: api.env });
    expect([code, (await heldIds(api)).length]).toEqual([0, 7]);
  });

  test('every row is in exactly one of n shards; together they are the whole file', async () => {
    const api = await emulator();
    const told: string[] = [];
    for (const part of [1, 2, 3]) {
      const { code, directory, summary } = await imported(rows(300), ['--shard', `${part}/3`], api);
      expect([code, summary.shard.rowsElsewhere + summary.input.rows]).toEqual([0, 300]);
      told.push(
        ...(
          parse(readFileSync(`${directory}/results.csv`), { columns: true }) as { external_id: string }[]
        ).map((row) => row.external_id),
      );
    }
    expect([told.length, new Set(told).size, (await heldIds(api)).length]).toEqual([300, 300, 300]);
  });

  test('a row is in the same shard wherever it is in the file', async () => {
    const idsOf = async (content: string) => heldIds((await imported(content, ['--shard', '1/3'])).api);
    const [header = '', ...lines] = rows(60).trim().split('\n');
    const turned = `${[header, ...lines.reverse()].join('\n')}\n`;
    expect(new Set(await idsOf(turned))).toEqual(new Set(await idsOf(rows(60))));
  });

  test('all shards reach the same decision: a bad row in one stops all, and duplicates count across them', async () => {
    const api = await emulator();
    for (const part of [1, 2]) {
      const { code } = await imported(`${rows(20)}r3,Twice\n`, ['--shard', `${part}/2`], api);
      expect(code).toBe(6);
    }
    expect(api.seen(batches)).toEqual([]);
    for (const part of [1, 2])
      await imported(`${rows(20)}r3,Twice\n`, ['--shard', `${part}/2`, '--max-rejects', '1'], api);
    expect((await heldIds(api)).length).toBe(20);
  });

  test('JOB_COMPLETION_INDEX is the shard of an indexed job, from 0', async () => {
    const api = await emulator();
    for (const index of ['0', '1']) {
      const env = { ...api.env, JOB_COMPLETION_INDEX: index };
      expect(
        (
          await run(['contacts', 'import', file(rows(40)), '--shard', '2', '--report', `${workdir()}/r`], {
            env,
          })
        ).code,
      ).toBe(0);
    }
    expect((await heldIds(api)).length).toBe(40);
    for (const [index, words] of [
      ['2', 'is not one of the 2 parts'],
      [undefined, 'is not set'],
    ] as const) {
      const { code, err } = await run(['contacts', 'import', file(rows(2)), '--shard', '2'], {
        env: { ...api.env, JOB_COMPLETION_INDEX: index },
      });
      expect([code, err]).toEqual([2, expect.stringContaining(words)]);
    }
  });
});

describe('preflight', () => {
  async function large(): Promise<TestEmulator> {
    const api = await emulator();
    for (let page = 0; page < 4; page++)
      await api.ask('POST', contactsPath, {
        users: Array.from({ length: 1000 }, (_, i) => ({ external_id: `old${page * 1000 + i}` })),
      });
    api.log.clear();
    return api;
  }
  const lists = (api: TestEmulator) => api.seen(`GET ${contactsPath}`).length;

  test('an empty bot costs one page, a few rows are looked up one by one, and full reads the list', async () => {
    const fresh = await imported(rows(3));
    expect([lists(fresh.api), fresh.api.seen(`GET ${contactsPath}/*`).length]).toEqual([1, 0]);
    const few = await imported('external_id,name\nold17,x\nnew1,y\n', [], await large());
    expect([lists(few.api), few.api.seen(`GET ${contactsPath}/*`).length, filled(few.ledger)]).toEqual([
      1,
      3,
      { created: 1, skipped: 1 },
    ]);
    const full = await imported(
      'external_id,name\nold17,x\nnew1,y\n',
      ['--preflight', 'full'],
      await large(),
    );
    expect([lists(full.api), filled(full.ledger)]).toEqual([4, { created: 1, skipped: 1 }]);
  });

  test('a server that takes only its own ids is not queried one by one: its 404 would prove nothing', async () => {
    const api = await emulator({ switches: { contactId: 'internal' } });
    for (let page = 0; page < 3; page++)
      await api.ask('POST', contactsPath, {
        users: Array.from({ length: 1000 }, (_, i) => ({ external_id: `old${page * 1000 + i}` })),
      });
    api.log.clear();
    const { ledger } = await imported('external_id,name\nold17,x\nnew1,y\n', [], api);
    expect([lists(api), filled(ledger)]).toEqual([3, { created: 1, skipped: 1 }]);
  });

  test('--preflight none looks up nothing; a refusal then triggers the lookup', async () => {
    const api = await large();
    const { ledger } = await imported('external_id,name\nold17,x\nnew1,y\n', ['--preflight', 'none'], api);
    expect([filled(ledger), api.log.all().findIndex(({ method }) => method === 'POST')]).toEqual([
      { created: 1, skipped: 1 },
      2,
    ]);
  });

  test('without a preflight, stored rows whose response was lost count as unchanged, not created', async () => {
    const api = await emulator();
    api.next(batches, { drop: 'after' });
    const { ledger } = await imported(rows(3), ['--preflight', 'none'], api);
    expect(filled(ledger)).toEqual({ unchanged: 3 });
  });
});

describe('server behavior', () => {
  test('C-6 37 bad rows scattered in 10,000 are rejected with line and reason, in at most 37·21 requests', async () => {
    const bad = new Set(Array.from({ length: 37 }, (_, i) => `r${(i * 271 + 13) % 10_000}`));
    const { code, ledger, api, directory } = await imported(rows(10_000), ['--read-lag', '0'], undefined, {
      refused: bad,
    });
    expect([code, filled(ledger)]).toEqual([3, { created: 9963, rejected: 37 }]);
    expect(api.seen(batches).length - 10).toBeLessThanOrEqual(37 * 21);
    const rejects = parse(readFileSync(`${directory}/rejects.csv`), { columns: true }) as Record<
      string,
      string
    >[];
    expect(new Set(rejects.map((row) => row.external_id))).toEqual(bad);
    expect(
      rejects.every(
        (row) =>
          Number(row._line) === Number(row.external_id?.slice(1)) + 2 &&
          /Name is not allowed/.test(row._message ?? ''),
      ),
    ).toBe(true);
  });

  test('C-9 an attribute is archived during a run: rows that fill it are rejected, others are imported', async () => {
    const api = await emulator();
    const original = api.log.add.bind(api.log);
    api.log.add = (request, raw, body) => {
      if (request.method === 'POST' && request.path === contactsPath && api.seen(batches).length === 1)
        archive(api);
      return original(request, raw, body);
    };
    const content = `external_id,company\n${Array.from({ length: 40 }, (_, i) => `r${i},${i % 4 === 0 ? 'pro' : ''}\n`).join('')}`;
    const { code, ledger, directory } = await imported(
      content,
      ['--batch-size', '10', '--concurrency', '1'],
      api,
    );
    const told = readFileSync(`${directory}/rejects.csv`, 'utf8');
    expect([code, ledger.created + ledger.rejected, ledger.rejected > 0]).toEqual([3, 40, true]);
    expect(told).toContain('the attribute company no longer accepts values');
    expect(api.seen('GET /chatbots/b1/custom-attributes').length).toBe(2);
  });

  /** Archives the attribute between two requests, as a dashboard user could. */
  function archive(api: TestEmulator): void {
    api.archiveAttribute('company');
  }

  test('C-12 --verify readback exits 3 if the list shows less than was sent; echo only warns; none does not check', async () => {
    const dropping = async (verify: string) => {
      const api = await emulator();
      api.next(batches, {
        applied: true,
        body: {
          message: 'Success',
          data: [{ id: 'i', external_id: '1', name: null, custom_attributes: {} }],
        },
      });
      api.next(`GET ${contactsPath}`, {
        skip: 1,
        body: {
          message: 'Success',
          data: [{ id: 'i', external_id: '1', name: null, custom_attributes: {} }],
          total: 1,
          pages: { page: 1, total_pages: 1 },
        },
      });
      return imported('external_id,name\n1,Ada\n', ['--verify', verify], api);
    };
    const [echo, readback, none] = [
      await dropping('echo'),
      await dropping('readback'),
      await dropping('none'),
    ];
    expect([echo.code, echo.summary.notes.droppedByServer]).toEqual([0, { name: 1 }]);
    expect([readback.code, readback.summary.notes.droppedByServer]).toEqual([3, { name: 1 }]);
    expect([none.code, none.summary.notes.droppedByServer]).toEqual([0, {}]);
  });

  test('C-10 a contact that someone creates between preflight and batch is not claimed as ours', async () => {
    for (const [policy, expected] of [
      ['skip', { created: 2, skipped: 1 }],
      ['fail', { created: 2, rejected: 1 }],
      ['update', { created: 2, updated: 1 }],
    ] as const) {
      const api = await emulator();
      const original = api.log.add.bind(api.log);
      let isMade = false;
      api.log.add = (request, raw, body) => {
        if (request.method === 'POST' && !isMade) {
          isMade = true;
          api.addContact({ external_id: 'r1', name: 'Theirs' });
        }
        return original(request, raw, body);
      };
      const { ledger } = await imported(rows(3), ['--on-conflict', policy], api);
      expect(filled(ledger)).toEqual(expected);
      const name = (await heldContacts(api)).find(({ external_id: id }) => id === 'r1')?.name;
      expect(name).toBe(policy === 'update' ? 'Name 1' : 'Theirs');
    }
  });

  test('B-4 a wait longer than --max-wait is refused with the time to come back, and resume works', async () => {
    const api = await emulator();
    api.next(batches, {
      status: 429,
      headers: { 'retry-after': '9999999999' },
      body: { message: 'Rate limit exceeded' },
    });
    const { code, summary, io, directory } = await imported(rows(3), [], api);
    expect([code, summary.stoppedBecause, io.slept]).toEqual([
      75,
      expect.stringContaining('asks to retry at'),
      [],
    ]);
    expect((await run(['contacts', 'import', 'resume', directory], { env: api.env })).code).toBe(0);
  });

  test('B-35 a response with no requests remaining delays the next request, without a refusal', async () => {
    const api = await emulator();
    const headers = {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(1_800_000_009_000),
      date: new Date(1_800_000_000_000).toUTCString(),
    };
    api.next(batches, {
      applied: true,
      headers,
      body: { message: 'Success', data: [{ id: 'i', external_id: 'r0' }] },
    });
    const { code, io } = await imported(rows(2), ['--batch-size', '1', '--concurrency', '1'], api);
    expect([code, io.slept.some((ms) => ms > 8000 && ms <= 9000)]).toEqual([0, true]);
  });
});

describe('in CI', () => {
  const content = 'external_id,name,email\nr1,Ada,ada@example.com\nr2,"<Bo> & ""Co"", 50%",nonsense\n';

  test('--junit has a failure for each row that was not imported, as valid XML whatever the row contains', async () => {
    const junit = `${workdir()}/junit.xml`;
    writeFileSync(junit, 'of an earlier job');
    const hostile = `${content}r3,\u0001bell,x\n`;
    expect((await imported(hostile, ['--max-rejects', '5', '--junit', junit])).code).toBe(3);
    const xml = readFileSync(junit, 'utf8');
    expect(xml).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites><testsuite name="contacts import contacts.csv" tests="3" failures="2"/,
    );
    expect(xml).toContain('name="1 of 3 rows settled"');
    expect(xml).toContain(
      '<failure type="bad_email" message="rejected: &quot;email&quot;: nonsense is not an email address">contacts.csv:3</failure>',
    );
    expect(xml).not.toMatch(/[\u0000-\u0008]/);
  });

  test('E-6 an unwritable JUnit report is detected before anything is sent', async () => {
    const { code, api } = await imported(content, ['--junit', `${workdir()}/no/such/place.xml`]);
    expect([code, api.log.all()]).toEqual([2, []]);
  });

  test('in GitHub Actions rows become annotations and the summary a table; stdout stays one document', async () => {
    const api = await emulator();
    const page = `${workdir()}/page.md`;
    const env = { ...api.env, GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: page };
    const path = file(content, 'a,b.csv');
    const { out, err } = await run(['contacts', 'import', path, '--max-rejects', '1', '--json', '--quiet'], {
      env,
    });
    expect(JSON.parse(out).ledger.rejected).toBe(1);
    expect(err).toBe(
      `::error file=${path.replace(',', '%2C')},line=3,title=rejected%3A email::"email": nonsense is not an email address\n`,
    );
    expect(readFileSync(page, 'utf8')).toMatch(
      /^### contacts|^### a,b\.csv → Support\n\n\| rows \| \|\n\|---\|--:\|\n\| created \| 1 \|\n\| rejected \| 1 \|\n\| \*\*read\*\* \| \*\*2\*\* \|\n/,
    );
  });

  test('at most ten annotations are printed, the last with the number of further rows', async () => {
    const api = await emulator();
    const many = `external_id,email\n${Array.from({ length: 25 }, (_, i) => `r${i},bad\n`).join('')}`;
    const { err } = await run(['contacts', 'import', file(many), '--max-rejects', '99', '--quiet'], {
      env: { ...api.env, GITHUB_ACTIONS: 'true' },
    });
    const lines = err.trim().split('\n');
    expect([lines.length, lines.at(-1)]).toEqual([
      10,
      expect.stringMatching(/title=more rows::16 more rows were not imported$/),
    ]);
  });

  test('--report has a line for every row; without it there is no such file', async () => {
    const { directory } = await imported(content, ['--max-rejects', '1']);
    expect(readFileSync(`${directory}/results.csv`, 'utf8').split('\n').length).toBe(1 + 2 + 1);
    const api = await emulator();
    const { out } = await run(['contacts', 'import', file(rows(1)), '--json'], { env: api.env });
    expect(existsSync(`${JSON.parse(out).directory}/results.csv`)).toBe(false);
  });

  test('S-16 formulas are escaped in results.csv', async () => {
    const { directory } = await imported('external_id,name\n=cmd(),x\n', []);
    expect(readFileSync(`${directory}/results.csv`, 'utf8')).toContain("'=cmd()");
  });
});
