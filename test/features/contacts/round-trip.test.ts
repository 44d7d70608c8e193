import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contactsPath } from '../../support/contacts.js';
import { emulator, heldContacts, type TestEmulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { file, workdir } from '../../support/workdir.js';

type Summary = {
  readonly run: string;
  readonly exitCode: number;
  readonly ledger: Readonly<Record<string, number>>;
  readonly rejectedBy: Readonly<Record<string, number>>;
  readonly notes: {
    readonly notShown: number;
    readonly unescapedValues: number;
    readonly droppedByServer: object;
  };
};

async function imported(api: TestEmulator, path: string, flags: readonly string[] = []) {
  const directory = join(workdir(), 'report');
  const argv = ['contacts', 'import', path, '--report', directory, '--json', ...flags];
  const { out } = await run(argv, { env: api.env });
  return { summary: JSON.parse(out) as Summary, directory };
}

describe('export, import, export', () => {
  const values = [
    ...['=1+1', "'=1+1", "''=x", '+1', "'+1", "'1", "''1", '-2', '@x', "'@x", '＝1', "'", "''"],
    ...['a,=b', "a;'=b", '"=q"', '\t=tab', 'line\n=next', "O'Neill", '00123', '1e5', '日本', '🇩🇪'],
  ];

  test.each(['csv', 'json', 'ndjson', 'tsv'])(
    'property: as %s, every value survives byte for byte',
    async (format) => {
      const api = await emulator();
      const users = values.map((value, i) => ({
        external_id: `id-${i}`,
        name: value,
        custom_attributes: { company: value },
      }));
      await api.ask('POST', contactsPath, { users });
      const other = await emulator();
      const exported = async (from: TestEmulator) => {
        const out = join(workdir(), `contacts.${format}`);
        const { code, err } = await run(['contacts', 'export', '--out', out], { env: from.env });
        expect([code, err]).toEqual([0, expect.anything()]);
        return out;
      };
      const first = await exported(api);
      const { summary } = await imported(other, first, ['--no-trim']);
      expect(summary.ledger.created).toBe(values.length);
      const names = (await heldContacts(other)).map(({ name, custom_attributes: more }) => [name, more]);
      expect(names).toEqual(
        users.map(({ name, custom_attributes: more }) => [name, expect.objectContaining(more)]),
      );
      const stamps = /"?\d{10}"?|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+Z/g;
      const bare = (path: string) => readFileSync(path, 'utf8').replace(stamps, '…');
      expect(bare(await exported(other))).toBe(bare(first));
    },
  );
});

describe('--verify readback', () => {
  test.each([
    ['a web page', { html: true }, 76],
    ['a server that fails', { status: 500, body: { message: 'Error' } }, 75],
  ])('interrupted by %s: resume does the rest, and every later resume exits 0', async (_, fault, code) => {
    const api = await emulator();
    const path = file('external_id,name\n1,Ada\n2,Bo\n');
    // The list is read before anything is sent, and again afterward.
    api.next(`GET ${contactsPath}`, { skip: 1, times: 0, ...fault });
    const { summary, directory } = await imported(api, path, ['--verify', 'readback']);
    expect([summary.exitCode, summary.ledger.created]).toEqual([code, 2]);
    const resume = () => run(['contacts', 'import', 'resume', directory, '--json'], { env: api.env });
    expect((await resume()).code).toBe(code);
    api.weather.clear();
    const before = api.seen(`GET ${contactsPath}`).length;
    expect((await resume()).code).toBe(0);
    expect(api.seen(`GET ${contactsPath}`).length).toBeGreaterThan(before);
    const whole = JSON.parse(readFileSync(join(directory, 'summary.json'), 'utf8')) as Summary;
    expect([whole.exitCode, whole.notes.notShown]).toEqual([0, 0]);
    const reads = api.seen(`GET ${contactsPath}`).length;
    expect([(await resume()).code, api.seen(`GET ${contactsPath}`).length]).toEqual([0, reads]);
  });
});

describe('what a response proves', () => {
  test.each(['list', 'created'] as const)(
    'a contact older than the import was overwritten, not created (%s)',
    async (created) => {
      let nowMs = 1_800_000_000_000 - 7 * 86_400_000;
      const api = await emulator({ switches: { existing: 'overwrite', created }, now: () => nowMs });
      api.addContact({ external_id: '1', name: 'Old' });
      nowMs = 1_800_000_000_000;
      const path = file('external_id,name\n1,New\n2,Fresh\n');
      const { summary, directory } = await imported(api, path, ['--preflight', 'none']);
      expect(summary.ledger).toMatchObject({ created: 1, updated: 1 });
      const undone = await run(
        ['contacts', 'import', 'undo', directory, '--confirm', summary.run, '--json'],
        {
          env: api.env,
        },
      );
      expect([undone.code, JSON.parse(undone.out)]).toMatchObject([3, { deleted: 1, unkept: 1 }]);
      expect((await heldContacts(api)).map(({ external_id: id }) => id)).toEqual(['1']);
    },
  );

  test('what the server dropped of a contact that it overwrote is also reported', async () => {
    const api = await emulator();
    const [createdAt, updatedAt] = [1_700_000_000, 1_800_000_000];
    const held = {
      id: 'x',
      external_id: '1',
      name: null,
      custom_attributes: {},
      created_at: createdAt,
      updated_at: updatedAt,
    };
    api.next(`POST ${contactsPath}`, {
      status: 200,
      body: { message: 'Success', data: { created: [held] } },
    });
    const { summary } = await imported(api, file('external_id,name\n1,New\n'), ['--preflight', 'none']);
    expect([summary.ledger.updated, summary.notes.droppedByServer]).toEqual([1, { name: 1 }]);
  });

  test('contacts create reports that an existing contact was overwritten', async () => {
    let nowMs = 1_800_000_000_000 - 7 * 86_400_000;
    const api = await emulator({ switches: { existing: 'overwrite' }, now: () => nowMs });
    api.addContact({ external_id: '1', name: 'Old' });
    nowMs = 1_800_000_000_000;
    const { code, err } = await run(['contacts', 'create', '1', '--name', 'New', '-q'], { env: api.env });
    expect([code, err]).toEqual([0, '1 already existed; the server overwrote it\n']);
  });
});

describe('the breakdown of rejects', () => {
  const sum = (counts: Readonly<Record<string, number>>) =>
    Object.values(counts).reduce((all, one) => all + one, 0);

  test('adds up to the ledger: local check, server, and resume', async () => {
    const api = await emulator({ refused: new Set(['r1', 'r3']) });
    const lines = ['r0,a@example.com', 'r1,', 'r2,nobody', 'r3,', 'r4,', 'r4,'];
    const path = file(`external_id,email\n${lines.join('\n')}\n`);
    const { summary, directory } = await imported(api, path, ['--max-rejects', '9']);
    expect(summary.ledger.rejected).toBeGreaterThan(3);
    expect(sum(summary.rejectedBy)).toBe(summary.ledger.rejected);
    const { out } = await run(['contacts', 'import', 'results', directory, '--json'], { env: api.env });
    expect(JSON.parse(out)).toMatchObject({ ledger: summary.ledger });
  });

  test('adds up after an interrupted run', async () => {
    const api = await emulator({ refused: new Set(['r1', 'r30']) });
    const rows = Array.from({ length: 40 }, (_, i) => `r${i},${i === 7 ? 'nobody' : ''}`);
    const path = file(`external_id,email\n${rows.join('\n')}\n`);
    api.next(`POST ${contactsPath}`, {
      skip: 12,
      times: 1,
      status: 401,
      body: { message: 'Unauthorized access' },
    });
    const flags = ['--max-rejects', '9', '--batch-size', '10', '--concurrency', '1'];
    const { summary, directory } = await imported(api, path, flags);
    expect(sum(summary.rejectedBy)).toBe(summary.ledger.rejected);
    const { out } = await run(['contacts', 'import', 'resume', directory, '--json'], { env: api.env });
    const whole = JSON.parse(out) as Summary;
    expect(whole.ledger).toMatchObject({ created: 37, rejected: 3 });
    expect(sum(whole.rejectedBy)).toBe(3);
  });
});

test('--phone as-is accepts values that are not phone numbers', async () => {
  const api = await emulator();
  const path = file('external_id,phonenumber\n1,call the office\n');
  expect((await imported(api, path)).summary.rejectedBy).toEqual({ bad_phone: 1 });
  const { summary } = await imported(api, path, ['--phone', 'as-is']);
  expect(summary.ledger.created).toBe(1);
  expect(await heldContacts(api)).toMatchObject([{ phonenumber: 'call the office' }]);
});

test('JSON that is nested too deeply is refused with its line', async () => {
  const deep = `{"external_id":"1","company":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
  const { code, err } = await run(['contacts', 'import', file(deep, 'deep.json')], {
    env: (await emulator()).env,
  });
  expect([code, err]).toEqual([
    2,
    expect.stringContaining('line 1: the object is nested more than 500 levels deep'),
  ]);
});
