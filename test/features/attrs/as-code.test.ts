import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fullSeed } from '../../support/account.js';
import { cli, startCli } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { file, workdir } from '../../support/workdir.js';

const url = '/chatbots/b1/custom-attributes';

async function account(options: Parameters<typeof emulator>[0] = {}) {
  const api = await emulator({ seed: fullSeed, ...options });
  const home = workdir();
  const at = workdir();
  const path = (name: string) => join(at, name);
  const yaml = (text: string, name = 'a.yaml') => file(text, name, at);
  const cbase = (...argv: readonly string[]) => run(argv, { env: api.env, home });
  const held = async () => (await api.ask('GET', url)).json as { data: Record<string, unknown>[] };
  const one = async (name: string) => (await held()).data.find((attribute) => attribute.name === name);
  const writes = () => [...api.seen(`POST ${url}`), ...api.seen(`PUT ${url}/*`)];
  return { api, cbase, path, yaml, held, one, writes };
}

const three = `attributes:
  - {name: tier, type: text, label: no, description: 01234}
  - {name: plan, type: text, label: Subscription}
  - {name: old_tier, type: text, archived: false}
`;

describe('attrs pull', () => {
  test('writes what a plan finds unchanged, the same bytes every time, and replaces no file by itself', async () => {
    const { api, cbase, path } = await account();
    await api.ask('POST', url, { name: 'odd', type: 'text', label: 'no: # "x"\u202e', description: '01234' });
    expect((await cbase('attrs', 'pull', '--out', path('p.yaml'))).code).toBe(0);
    const first = readFileSync(path('p.yaml'), 'utf8');
    const again = await cbase('attrs', 'pull', '--out', path('p.yaml'));
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('--force')]);
    expect((await cbase('attrs', 'pull', '--out', path('p.yaml'), '--force')).code).toBe(0);
    expect(readFileSync(path('p.yaml'), 'utf8')).toBe(first);
    expect((await cbase('attrs', 'pull')).out).toBe(first);
    const json = (await cbase('attrs', 'pull', '--json')).out;
    writeFileSync(path('p.json'), json.replace('"file": null,', ''));
    expect((await cbase('attrs', 'apply', path('p.json'))).code).toBe(0);
    const { code, out, err } = await cbase('attrs', 'plan', path('p.yaml'), '--detailed-exitcode', '--json');
    expect([code, err]).toEqual([0, expect.stringContaining('no changes, 4 unchanged')]);
    expect(new Set(JSON.parse(out).attributes.map((one: { plan: string }) => one.plan))).toEqual(
      new Set(['unchanged']),
    );
  });
});

describe('attrs plan', () => {
  test('names every class, and changes nothing', async () => {
    const { cbase, yaml, writes, path } = await account();
    const wanted = `${three}  - {name: seats, type: text}\n  - {name: Plan, type: text}\n`.replace(
      /.*name: plan,.*\n/,
      '',
    );
    const argv = ['attrs', 'plan', yaml(wanted), '--json', '--detailed-exitcode'];
    const { code, out, err } = await cbase(...argv, '--markdown', path('p.md'));
    const plan = JSON.parse(out);
    expect(plan.attributes.map((one: { name: string; plan: string }) => [one.name, one.plan])).toEqual([
      ['tier', 'create'],
      ['old_tier', 'unarchive'],
      ['seats', 'impossible'],
      ['Plan', 'impossible'],
      ['plan', 'unmanaged'],
    ]);
    expect(plan.attributes[0]).toMatchObject({
      permanent: true,
      after: { label: 'no', description: '01234' },
    });
    expect(code).toBe(3);
    expect(err).toContain('add an attribute such as seats_text');
    expect(err).toContain('Keep plan in the file as well');
    expect(readFileSync(path('p.md'), 'utf8')).toContain('| create (cannot be deleted) | `tier` | `text` |');
    expect(writes()).toEqual([]);
  });

  test('ends with 10 for changes only where that is asked for', async () => {
    const { cbase, yaml } = await account();
    const path = yaml(three);
    expect((await cbase('attrs', 'plan', path)).code).toBe(0);
    expect((await cbase('attrs', 'plan', path, '--detailed-exitcode')).code).toBe(10);
  });

  test('in Markdown, no name or value is markup', async () => {
    const { cbase, yaml } = await account();
    const label = '`|<img src=x>| @all [x](http://a.example)';
    const path = yaml(`attributes:\n  - {name: plan, type: text, label: ${JSON.stringify(label)}}\n`);
    const { out } = await cbase('attrs', 'plan', path, '--markdown', '-');
    expect(out).toContain('→ `` `\\|<img src=x>\\| @all [x](http://a.example) `` |');
  });

  test.each([
    ['', 'a.yaml is empty'],
    ['[]', 'a.yaml:1:1: a mapping with attributes is expected here'],
    ['attribute: []', 'a.yaml:1:1: "attribute" is not a known field; did you mean "attributes"?'],
    [
      'attributes:\n  - name: a\n    typ: text\n',
      'a.yaml:3:5: "typ" is not a known field; did you mean "type"?',
    ],
    ['attributes:\n  - name: a\n    type: nubmer\n', 'did you mean "number"?'],
    ['attributes:\n  - name: a\n', 'a.yaml:2:5: an attribute needs a "type"'],
    ['attributes:\n  - type: text\n', 'a.yaml:2:5: an attribute needs a "name"'],
    [
      'attributes:\n  - {name: a b, type: text}\n',
      'a.yaml:2:6: "a b" is not a valid attribute name; start with a letter',
    ],
    ['attributes:\n  - {name: email, type: text}\n', 'a.yaml:2:6: "email" is a name that the API reserves'],
    ['attributes:\n  - {name: a, type: text, label: ""}\n', '"label" is empty'],
    ['attributes:\n  - {name: a, type: text, archived: ja}\n', '"archived" must be true or false'],
    [
      'attributes:\n  - {name: a, type: text}\n  - {name: a, type: text}\n',
      'a.yaml:3:6: "a" is defined on line 2, too',
    ],
    ['attributes: []\n---\n', 'a.yaml:2:1: a second document'],
  ])('a file with a mistake is refused with its place: %j', async (text, words) => {
    const { api, cbase, yaml } = await account();
    const { code, err } = await cbase('attrs', 'plan', yaml(text));
    expect([code, err.replace(/\s+/g, ' '), api.log.all()]).toEqual([2, expect.stringContaining(words), []]);
  });
});

describe('attrs apply', () => {
  test.each(['keep', 'default'] as const)(
    'does what the file says and nothing else, on a server whose PUT would %s the rest',
    async (put) => {
      const { api, cbase, yaml, one, held } = await account({ switches: { put } });
      await api.ask('PUT', `${url}/plan`, { description: 'kept', label: 'Plan' });
      const before = await one('seats');
      const path = yaml(`${three}  - {name: gone, type: date, archived: true}\n`);
      const refused = await cbase('attrs', 'apply', path);
      expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('cannot be deleted')]);
      expect((await cbase('attrs', 'apply', path, '--yes', '--json')).code).toBe(0);
      expect(await one('tier')).toMatchObject({ type: 'text', label: 'no', description: '01234' });
      expect(await one('plan')).toMatchObject({
        label: 'Subscription',
        description: 'kept',
        archived: false,
      });
      expect(await one('old_tier')).toMatchObject({ archived: false });
      expect(await one('gone')).toMatchObject({ type: 'date', label: 'Gone', archived: true });
      expect(await one('seats')).toEqual(before);
      const after = await held();
      expect((await cbase('attrs', 'apply', path)).code).toBe(0);
      expect(await held()).toEqual(after);
    },
  );

  test('refuses a file with something impossible before the first write', async () => {
    const { cbase, yaml, writes } = await account();
    const path = yaml(`${three}  - {name: seats, type: date}\n`);
    const { code, err } = await cbase('attrs', 'apply', path, '--yes');
    expect([code, err]).toEqual([1, expect.stringContaining('Write type: number')]);
    expect(writes()).toEqual([]);
  });

  test('a creation whose response was lost is found, and not sent again', async () => {
    const { api, cbase, yaml, one } = await account();
    api.next(`POST ${url}`, { drop: 'after' });
    expect((await cbase('attrs', 'apply', yaml(three), '--yes')).code).toBe(0);
    expect([api.seen(`POST ${url}`).length, await one('tier')]).toEqual([
      1,
      expect.objectContaining({ label: 'no' }),
    ]);
  });

  test('a creation that never arrived is in doubt, says what was done, and the same command does the rest', async () => {
    const { api, cbase, yaml, one } = await account();
    const path = yaml(`${three}  - {name: last, type: text}\n`);
    api.next(`POST ${url}`, { drop: 'before', skip: 1 });
    const { code, out } = await cbase('attrs', 'apply', path, '--yes', '--json');
    expect([code, JSON.parse(out)]).toEqual([
      7,
      expect.objectContaining({ ok: false, done: ['tier', 'plan', 'old_tier'], failed: 'last' }),
    ]);
    expect(await one('last')).toBeUndefined();
    expect((await cbase('attrs', 'apply', path, '--yes')).code).toBe(0);
    expect(await one('last')).toBeDefined();
  });

  test.each([
    ['a lost response', { drop: 'after' }],
    ['429', { status: 429, body: { message: 'Rate limit exceeded' } }],
    ['500', { status: 500, body: { message: 'Internal server error' } }],
  ] as const)('a change survives %s', async (_, fault) => {
    const { api, cbase, yaml, one } = await account();
    api.next(`PUT ${url}/plan`, fault);
    expect((await cbase('attrs', 'apply', yaml(three), '--yes')).code).toBe(0);
    expect(await one('plan')).toMatchObject({ label: 'Subscription' });
  });

  test('a field that the server did not keep ends with 3 and is named', async () => {
    const { api, cbase, yaml } = await account();
    const body = { message: 'Success', data: { name: 'plan', type: 'text', label: 'Plan' } };
    api.next(`PUT ${url}/plan`, { status: 200, body });
    const { code, err } = await cbase('attrs', 'apply', yaml(three), '--yes');
    expect([code, err]).toEqual([3, expect.stringContaining('did not keep: label')]);
  });

  test('without a key, or with a refused one, nothing is changed', async () => {
    const { api, yaml } = await account();
    const env = { CHATBASE_BASE_URL: api.url, CHATBASE_BOT_ID: 'b1' };
    expect((await cli(['attrs', 'apply', yaml(three), '--yes'], { env })).code).toBe(4);
  });

  test.each(['SIGKILL', 'SIGINT'] as const)(
    'after %s between two writes, the same command does the rest',
    async (signal) => {
      const { api, yaml, one } = await account();
      const path = yaml(three);
      api.next(`PUT ${url}/plan`, { delayMs: 20_000 });
      const argv = ['attrs', 'apply', path, '--yes', '--json'];
      const child = startCli(argv, { env: api.env });
      await expect
        .poll(() => api.seen(`PUT ${url}/plan`).length + api.seen(`GET ${url}`).length, { timeout: 10_000 })
        .toBeGreaterThan(2);
      await expect.poll(() => one('tier')).toBeDefined();
      const startedMs = performance.now();
      child.kill(signal);
      const ended = await child;
      expect(performance.now() - startedMs).toBeLessThan(2000);
      if (signal === 'SIGINT') expect([7, 130]).toContain(ended.exitCode);
      api.weather.clear();
      const again = await cli(argv, { env: api.env });
      expect([again.code, again.err]).toEqual([0, expect.any(String)]);
      expect(await one('plan')).toMatchObject({ label: 'Subscription' });
      expect(api.seen(`POST ${url}`).length).toBe(1);
    },
  );
});

describe('a saved plan', () => {
  async function saved() {
    const made = await account();
    const source = made.yaml(three);
    const plan = made.path('plan.json');
    expect((await made.cbase('attrs', 'plan', source, '--out', plan)).code).toBe(0);
    return { ...made, source, plan };
  }

  test('is carried out once, and a second time finds nothing to send', async () => {
    const { cbase, plan, one, writes } = await saved();
    expect((await cbase('attrs', 'apply', plan, '--yes')).code).toBe(0);
    expect(await one('plan')).toMatchObject({ label: 'Subscription' });
    const sent = writes().length;
    expect((await cbase('attrs', 'apply', plan, '--yes')).code).toBe(0);
    expect(writes().length).toBe(sent);
  });

  test('leaves alone and names what has changed since', async () => {
    const { api, cbase, plan, one } = await saved();
    await api.ask('PUT', `${url}/plan`, { label: 'Changed by hand', archived: false });
    const { code, out } = await cbase('attrs', 'apply', plan, '--yes', '--json');
    expect([code, JSON.parse(out)]).toMatchObject([
      3,
      {
        ok: false,
        attributes: [{ outcome: 'done' }, { name: 'plan', outcome: 'left alone' }, { outcome: 'done' }],
      },
    ]);
    expect(await one('plan')).toMatchObject({ label: 'Changed by hand' });
  });

  test('is refused for another file, bot or origin, and when it is damaged', async () => {
    const { cbase, plan, source, writes } = await saved();
    const text = readFileSync(plan, 'utf8');
    const signed = (edited: string) => {
      const { digest: _, ...made } = JSON.parse(edited);
      const digest = createHash('sha256').update(JSON.stringify(made)).digest('hex');
      return JSON.stringify({ ...made, digest });
    };
    const refusals: readonly (readonly [string, string])[] = [
      [signed(text.replace('"origin": "http', '"origin": "https')), 'was made for https'],
      [signed(text.replace('"id": "b1"', '"id": "b9"')), 'was made for Support (b9), not for Support (b1)'],
      [signed(text.replace('"class": "create"', '"class": "crate"')), 'is a damaged plan'],
      [text.replace('"label": "Subscription"', '"label": "Other"'), 'was edited after it was made'],
      [text.replace(/,\s+"digest": "\w+"/, ''), 'was edited after it was made'],
      [text.replace('"version": 1', '"version": 2'), 'a newer version'],
      ['{}', 'is not a plan of attributes'],
    ];
    for (const [damaged, words] of refusals) {
      writeFileSync(plan, damaged);
      const { code, err } = await cbase('attrs', 'apply', plan, '--yes');
      expect([code, err.replace(/\s+/g, ' ')]).toEqual([2, expect.stringContaining(words)]);
    }
    writeFileSync(plan, text);
    writeFileSync(source, `${three}# more\n`);
    const { code, err } = await cbase('attrs', 'apply', plan, '--yes');
    expect([code, err.replace(/\s+/g, ' ')]).toEqual([2, expect.stringContaining('has changed since')]);
    rmSync(source);
    const gone = await cbase('attrs', 'apply', plan, '--yes');
    expect([gone.code, gone.err.replace(/\s+/g, ' ')]).toEqual([
      2,
      expect.stringContaining('which must be there to show that it has not changed'),
    ]);
    expect(writes()).toEqual([]);
  });

  test('comes through a pipe as well', async () => {
    const { api, plan, one } = await saved();
    const { code } = await run(['attrs', 'apply', '-', '--yes'], { env: api.env, stdin: readFileSync(plan) });
    expect([code, await one('plan')]).toMatchObject([0, { label: 'Subscription' }]);
  });

  test('goes to a file: - is none', async () => {
    const { cbase, source, path } = await saved();
    const { code, err } = await cbase('attrs', 'plan', source, '--out', '-');
    expect([code, err]).toEqual([2, expect.stringContaining('- means standard output')]);
    expect((await cbase('attrs', 'pull', '--out', '-')).out).toContain('attributes:');
    expect(existsSync(path('-'))).toBe(false);
  });
});

describe('attrs suggest', () => {
  const rows = `external_id,email,zip,fax,acct,seats,since,ok,mixed,empty,Email consent
1,a@b.example,01234,+4930123,49301234567,3,2024-01-02,yes,12,,yes
2,c@d.example,98765,+4930124,49301234568,4,2024-02-03,no,\u001b[31mred,,no
`;

  test('says what each column could be and why, without values in the file', async () => {
    const { cbase, path } = await account();
    const { code, out } = await cbase('attrs', 'suggest', file(rows), '--json', '--out', path('s.yaml'));
    expect(code).toBe(0);
    const { columns } = JSON.parse(out);
    expect(columns.map((one: { kind: string; type: string | null }) => one.type ?? one.kind)).toEqual([
      ...['field', 'field', 'text', 'text', 'text', 'number', 'date', 'boolean', 'text', 'none', 'none'],
    ]);
    expect(columns[8].evidence).toMatch(/not .*number: /);
    expect(columns[4].evidence).toContain('as long as an identifier');
    expect(out).not.toContain('\u001b');
    const text = readFileSync(path('s.yaml'), 'utf8');
    expect(text).not.toMatch(/01234|4930|red/);
    const plan = await cbase('attrs', 'plan', path('s.yaml'), '--json');
    expect(JSON.parse(plan.out).counts).toMatchObject({ create: 6, unchanged: 1 });
  });

  test('reads stdin and files without ids, and leaves no copy behind', async () => {
    const home = workdir();
    const result = await cli(['attrs', 'suggest', '-', '--format', 'id'], {
      input: 'a;b\n1;2\n',
      env: { XDG_STATE_HOME: home },
    });
    expect([result.code, result.out]).toEqual([0, 'a\nb\n']);
    const left = existsSync(home) ? readdirSync(home, { recursive: true, encoding: 'utf8' }) : [];
    expect(left.filter((name) => name.includes('suggest-') || name.includes('input'))).toEqual([]);
  });
});
