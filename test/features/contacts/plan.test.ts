import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { shell } from '../../support/cli.js';
import { csvOf, operationsIn, people, planScene } from '../../support/plans.js';

const three = people(3);
const wanted = [
  { external_id: 'r0', name: 'Name 0', email: 'p0@example.com' },
  { external_id: 'r1', name: 'Bob', email: 'p1@example.com' },
  { external_id: 'n1', name: 'New', email: 'n1@example.com' },
];

describe('contacts plan', () => {
  test('compares mapped columns only, field by field, and sends nothing', async () => {
    const at = await planScene(
      [{ ...three[0] }, { ...three[1], phonenumber: '+4930123456' }, { ...three[2] }],
      csvOf(wanted),
    );
    const { code, out } = await at.go('plan', at.path, '--out', at.plan, '--json');
    const document = JSON.parse(out);
    expect(code).toBe(0);
    expect(document).toMatchObject({
      ok: true,
      hasChanges: true,
      counts: { rows: 3, create: 1, update: 1, unchanged: 1, duplicate: 0, rejected: 0, delete: 0 },
      changedFields: { name: 1 },
      price: { batches: 1, updates: 1 },
      out: at.plan,
      next: `cbase contacts apply ${at.plan}`,
    });
    expect(operationsIn(at.plan)).toEqual([
      {
        ...{ op: 'update', row: 2, line: 3, external_id: 'r1', contact_id: await at.idOf('r1') },
        ...{ updated_at: 1_800_000_000, changes: { name: { before: 'Name 1', after: 'Bob' } } },
      },
      {
        op: 'create',
        row: 3,
        line: 4,
        external_id: 'n1',
        contact: { external_id: 'n1', name: 'New', email: 'n1@example.com' },
      },
    ]);
    expect(statSync(at.plan).mode & 0o777).toBe(0o600);
    expect(at.writes()).toEqual([]);
  });

  test('shows counts, examples and the price', async () => {
    const at = await planScene(three, csvOf(wanted));
    const { out } = await at.go('plan', at.path);
    expect(out).toMatch(/→ Support: 1 to create and 1 to update\n/);
    expect(out).toMatch(
      / {2}create {6}1\n {2}update {6}1 {3}name 1\n {2}unchanged {3}1\n {2}rows read {3}3\n/,
    );
    expect(out).toContain('~ r1 (line 3): name "Name 1" → "Bob"');
    expect(out).toContain('Price: 1 POST + 1 PATCH ≈ less than a minute, no credits');
  });

  test('--detailed-exitcode is 10 with changes, 0 without', async () => {
    const at = await planScene(three, csvOf(wanted));
    expect((await at.go('plan', at.path, '--detailed-exitcode')).code).toBe(10);
    expect((await at.go('plan', at.path)).code).toBe(0);
    at.write(csvOf(three));
    const { code, out } = await at.go('plan', at.path, '--detailed-exitcode');
    expect([code, out]).toEqual([0, expect.stringContaining('Nothing to do: the bot agrees with the file')]);
  });

  test('with rejects there is no plan, unless --max-rejects allows them', async () => {
    const at = await planScene(
      three,
      csvOf([...wanted, { external_id: 'bad', name: 'X', email: 'not an address' }]),
    );
    const refused = await at.go('plan', at.path, '--out', at.plan);
    expect([refused.code, existsSync(at.plan)]).toEqual([6, false]);
    expect(refused.out).toContain('There is no plan');
    const allowed = await at.go('plan', at.path, '--out', at.plan, '--max-rejects', '1', '--json');
    expect([allowed.code, JSON.parse(allowed.out).counts]).toEqual([
      3,
      expect.objectContaining({ rejected: 1, create: 1 }),
    ]);
    expect(operationsIn(at.plan)).toHaveLength(2);
  });

  test('--out replaces an old plan, and no other file', async () => {
    const at = await planScene(three, csvOf(wanted));
    for (const _ of ['new', 'again']) expect((await at.go('plan', at.path, '--out', at.plan)).code).toBe(0);
    writeFileSync(at.plan, '{"mine": true}\n');
    const { code, err } = await at.go('plan', at.path, '--out', at.plan);
    expect([code, readFileSync(at.plan, 'utf8')]).toEqual([2, '{"mine": true}\n']);
    expect(err).toContain('already exists');
    expect((await at.go('plan', at.path, '--out', at.path)).err).toMatch(
      /is the file with the contacts|\.json/,
    );
  });

  test('--out - prints the plan, and the summary to stderr', async () => {
    const at = await planScene(three, csvOf(wanted));
    const { out, err } = await at.go('plan', at.path, '--out', '-', '--json');
    expect(JSON.parse(out)).toMatchObject({
      kind: 'cbase contacts plan',
      digest: expect.stringMatching(/^sha256:/),
    });
    expect(err).toContain('1 to create and 1 to update');
    writeFileSync(at.plan, out);
    expect((await at.go('apply', at.plan)).code).toBe(0);
  });

  test('--markdown masks values, escapes everything, and shows values only when asked', async () => {
    const nasty = { external_id: 'a@b.example|x', name: '<img src=x>|[l](http://e)@team', email: '' };
    const at = await planScene(three, csvOf([...wanted, nasty]));
    const markdown = `${at.home}/plan.md`;
    expect((await at.go('plan', at.path, '--markdown', markdown)).code).toBe(0);
    const masked = readFileSync(markdown, 'utf8');
    expect(masked).toContain('### contacts.csv → Support: 2 to create and 1 to update');
    expect(masked).toContain('| update | r1 | 3 | name: ••• → ••• |');
    expect(masked).toContain('Price: 1 POST + 1 PATCH');
    expect(masked).not.toMatch(/Bob|Name 1|b\.example|img/);
    await at.go('plan', at.path, '--markdown', markdown, '--show-values');
    const shown = readFileSync(markdown, 'utf8');
    expect(shown).toContain('name: Name 1 → Bob');
    expect(shown).toContain('&lt;img src=x\\>\\|\\[l\\]\\(http&#58;//e\\)&#64;team');
    expect(shown.split('\n').filter((line) => line.startsWith('| create |'))).toHaveLength(3);
  });

  test.each([
    [['--prune', '--limit', '2'], /--limit reads a part of the file/],
    [['--prune', '--shard', '1/2'], /--shard reads a part of the file/],
    [['--max-delete', '5'], /--max-delete has no effect without --prune/],
    [['--prune', '--prune-without-id'], /needs --key email/],
    [['--show-values'], /no effect without --markdown/],
    [['--markdown', '-', '--json'], /both write to stdout/],
    [['--on-conflict', 'skip'], /unknown option|on-conflict/],
    [['--create-attrs'], /create-attrs/],
  ])('%j is refused before anything is read', async (flags, message) => {
    const at = await planScene(three, csvOf(wanted));
    const { code, err } = await at.go('plan', at.path, ...flags);
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
    expect(at.api.log.all()).toEqual([]);
  });

  test('an unmapped column is named, and attributes are created elsewhere', async () => {
    const at = await planScene(three, 'external_id,Shoe size\nr0,44\n');
    const { code, err } = await at.go('plan', at.path);
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('create attributes first, with cbase attrs create'),
    ]);
  });
});

describe('email addresses that change hands', () => {
  const emails = (...addresses: string[]) =>
    csvOf(
      addresses.map((email, i) => ({ external_id: `r${i}`, email })),
      ['external_id', 'email'],
    );

  test('a chain is freed from its end, before what is created with a freed address', async () => {
    const chain = `${emails('p1@example.com', 'p2@example.com', 'free@example.com')}n1,p0@example.com\n`;
    const at = await planScene(three, chain);
    const { code, out } = await at.go('plan', at.path, '--out', at.plan, '--json');
    expect([code, JSON.parse(out).freedAddresses]).toEqual([0, 3]);
    expect(operationsIn(at.plan).map(({ external_id: id, after_row: after }) => [id, after])).toEqual([
      ['r0', 2],
      ['r1', 3],
      ['r2', undefined],
      ['n1', 1],
    ]);
    const applied = await at.go('apply', at.plan, '--json');
    expect([applied.code, JSON.parse(applied.out).ledger]).toEqual([
      0,
      expect.objectContaining({ updated: 3, created: 1 }),
    ]);
    const ids = await Promise.all(['r2', 'r1', 'r0'].map(at.idOf));
    expect(at.writes()).toEqual([...ids.map((id) => `PATCH ${id}`), 'POST n1']);
    expect(await at.held('email')).toEqual({
      r0: 'p1@example.com',
      r1: 'p2@example.com',
      r2: 'free@example.com',
      n1: 'p0@example.com',
    });
  });

  test('contacts import --on-conflict update does the same', async () => {
    const at = await planScene(three, emails('p1@example.com', 'p2@example.com', 'free@example.com'));
    expect((await at.go('import', at.path, '--on-conflict', 'update')).code).toBe(0);
    expect(Object.values(await at.held('email'))).toEqual([
      'p1@example.com',
      'p2@example.com',
      'free@example.com',
    ]);
  });

  test('a swap is named with its lines and a way to do it, and nothing is sent', async () => {
    const at = await planScene(three, emails('p1@example.com', 'p0@example.com', 'p2@example.com'));
    const { code, out } = await at.go('plan', at.path, '--out', at.plan);
    expect(code).toBe(6);
    expect(out).toContain('swaps email addresses with line 3');
    expect(out).toContain('temporary');
    expect(existsSync(at.plan)).toBe(false);
    expect((await at.go('sync', at.path)).code).toBe(6);
    expect(at.writes()).toEqual([]);
    // The way it names.
    at.write(emails('tmp@example.com', 'p0@example.com', 'p2@example.com'));
    expect((await at.go('sync', at.path)).code).toBe(0);
    at.write(emails('p1@example.com', 'p0@example.com', 'p2@example.com'));
    expect((await at.go('sync', at.path)).code).toBe(0);
    expect(Object.values(await at.held('email'))).toEqual([
      'p1@example.com',
      'p0@example.com',
      'p2@example.com',
    ]);
  });

  test('a ring of three is named, and what waits for it is rejected, too', async () => {
    const at = await planScene(
      people(4),
      `${emails('p1@example.com', 'p2@example.com', 'p0@example.com')}n1,p0@example.com\n`.replace(
        'n1,p0',
        'n1,p3',
      ),
    );
    const { code, out } = await at.go('plan', at.path, '--json', '--max-rejects', '4');
    expect([code, JSON.parse(out).rejectedBy]).toEqual([3, { email_ring: 3, email_taken: 1 }]);
    expect(out).toContain('passes email addresses around in a ring with lines 3, 4');
  });

  test('what takes an address that its holder keeps after all is rejected, not sent', async () => {
    const at = await planScene(three, `${emails('other@example.com')}n1,p0@example.com\n`);
    await at.go('plan', at.path, '--out', at.plan);
    at.api.next('PATCH /chatbots/b1/contacts/*', { status: 400, body: { message: 'Invalid request body' } });
    const { code, out } = await at.go('apply', at.plan, '--json');
    expect([code, JSON.parse(out).rejectedBy]).toEqual([3, { refused: 1, email_taken: 1 }]);
    expect(at.writes().filter((write) => write.startsWith('POST'))).toEqual([]);
  });
});

describe('no plan', () => {
  test('where rows are rejected, says so, and names no flag that contacts plan has not', async () => {
    const at = await planScene(three, csvOf([{ external_id: 'n1', name: 'New', email: 'p0@example.com' }]));
    const { code, out } = await at.go('plan', at.path);
    expect([code, out]).toEqual([6, expect.stringContaining('→ Support: no plan\n')]);
    expect(out).toContain('  Find contacts by their email addresses with --key email\n');
    expect(out).not.toContain('--on-conflict');
    const two = csvOf([0, 1].map((i) => ({ external_id: `n${i}`, name: 'New', email: `p${i}@example.com` })));
    at.write(two);
    const grouped = await at.go('plan', at.path);
    expect(grouped.out).toContain('Accept them with: --key email\n');
    const sync = await at.go('sync', at.path);
    expect([sync.code, sync.out]).toEqual([6, expect.not.stringContaining('--on-conflict')]);
  });

  test('of a file without rows, which is an error where a plan was to be written', async () => {
    const at = await planScene(three, 'external_id,name\n');
    const { code, out } = await at.go('plan', at.path);
    expect([code, out]).toEqual([0, expect.stringContaining('There is no plan: the file has no rows')]);
    const written = await at.go('plan', at.path, '--out', at.plan, '--json');
    expect([written.code, existsSync(at.plan), JSON.parse(written.out)]).toMatchObject([
      2,
      false,
      { ok: false, error: { code: 'usage', message: expect.stringContaining('the file has no rows') } },
    ]);
  });

  test('of a file that is a plan itself', async () => {
    const at = await planScene(three, csvOf(wanted));
    await at.go('plan', at.path, '--out', at.plan);
    for (const command of ['plan', 'import', 'sync']) {
      const { code, err } = await at.go(command, at.plan);
      expect([code, err.replace(/\s+/g, ' ')]).toEqual([
        2,
        expect.stringMatching(/plan\.json is a plan of contacts\. Carry it out with: cbase contacts apply /),
      ]);
    }
    const piped = await at.go('apply', '-');
    expect([piped.code, piped.err.replace(/\s+/g, ' ')]).toEqual([
      2,
      expect.stringContaining('read from a file'),
    ]);
  });
});

test('a long value is cut in an example of each kind', async () => {
  const long = 'x'.repeat(30_000);
  const at = await planScene(
    [{ ...three[0] }, { external_id: 'gone', name: long }],
    csvOf([
      { external_id: 'r0', name: long, email: 'p0@example.com' },
      { external_id: 'new', name: long, email: 'n@example.com' },
    ]),
  );
  const { code, out } = await at.go('plan', at.path, '--prune', '--max-delete', '1');
  expect([code, out.match(/x+…/g)?.length]).toEqual([0, 3]);
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThan(200);
});

test('a reader of --out - that has seen enough does not make the plan fail', async () => {
  const at = await planScene([], csvOf(people(3000)));
  const { code, out, err } = await shell(
    `cbase contacts plan ${at.path} --out - | head -n 1; echo "\${PIPESTATUS[0]}"`,
    { env: at.api.env },
  );
  expect([code, out], err).toEqual([0, '{\n0\n']);
});
