import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startCli } from '../../support/cli.js';
import { contactsPath } from '../../support/contacts.js';
import { emulator, heldIds, type TestEmulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { jsonLines } from '../../support/json-lines.js';
import { file, workdir } from '../../support/workdir.js';

const deletes = `DELETE ${contactsPath}/*`;

async function filled(users: readonly object[] = people(6)): Promise<TestEmulator> {
  const api = await emulator();
  await api.ask('POST', contactsPath, { users });
  return api;
}

function people(number: number): readonly object[] {
  return Array.from({ length: number }, (_, i) => ({
    external_id: `r${i}`,
    name: `Name ${i}`,
    email: `p${i}@example.com`,
    phonenumber: `+493012345${i}`,
  }));
}

type Home = { readonly api: TestEmulator; readonly home: string };

function deleting({ api, home }: Home, path: string, flags: readonly string[] = ['--yes']) {
  return run(['contacts', 'delete', '--from', path, ...flags], { env: api.env, home });
}

function runsIn(home: string): readonly string[] {
  const runs = join(home, '.local/state/cbase/runs');
  return existsSync(runs) ? readdirSync(runs) : [];
}

describe('contacts delete --from', () => {
  test('deletes by your ids, Chatbase’s ids, addresses and phone numbers, and keeps a copy of each', async () => {
    const at = { api: await filled(), home: workdir() };
    const { json } = await at.api.ask('GET', `${contactsPath}/r3`);
    const { id } = (json as { data: { id: string } }).data;
    const path = file(`r0\nP1@example.com\n+49 30 123452\n${id}\nr0\n\nnobody\n`, 'ids.txt');
    const { code, out } = await deleting(at, path, ['--yes', '--json']);
    const said = JSON.parse(out);
    expect([code, said]).toMatchObject([
      3,
      { deleted: 4, repeated: 1, notFound: 1, notFoundLines: [{ line: 7, key: 'nobody' }] },
    ]);
    expect(await heldIds(at.api)).toEqual(['r4', 'r5']);
    const copies = jsonLines(readFileSync(said.kept, 'utf8'));
    expect(copies.map(({ external_id: copy }) => copy)).toEqual(['r0', 'r1', 'r2', 'r3']);
    expect(readFileSync(said.receipt, 'utf8')).toContain('\n7,nobody,not found\n');
    for (const kept of [said.kept, said.receipt]) expect(statSync(kept).mode & 0o777).toBe(0o600);
    const journal = readFileSync(`${said.directory}/journal.ndjson`, 'utf8');
    expect(journal).not.toMatch(/example\.com|Name/);
  });

  test('reads a column of a table, whatever the case of its name', async () => {
    const at = { api: await filled(), home: workdir() };
    const path = file('Name;E-Mail\nAda;p0@example.com\nBo;p1@example.com\n', 'leavers.csv');
    const unnamed = await deleting(at, path);
    expect([unnamed.code, unnamed.err]).toEqual([2, expect.stringContaining('--column')]);
    const wrong = await deleting(at, path, ['--column', 'mail', '--yes']);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('Choose from: Name, E-Mail')]);
    expect((await deleting(at, path, ['--column', 'e-mail', '--confirm', '2'])).code).toBe(0);
    expect(await heldIds(at.api)).toEqual(['r2', 'r3', 'r4', 'r5']);
  });

  test('shows what a dry run would delete, and leaves nothing behind', async () => {
    const at = { api: await filled(), home: workdir() };
    const path = file('external_id\nr0\nr1\nnobody\n', 'ids.txt');
    const { code, out, err } = await deleting(at, path, ['--dry-run']);
    expect([code, out]).toEqual([3, 'r0, Name 0, p0@example.com\nr1, Name 1, p1@example.com\n']);
    expect(err).toMatch(/Would delete 2 contacts\n.*line 4 \(nobody\)/);
    const json = JSON.parse((await deleting(at, path, ['--dry-run', '--json'])).out);
    expect([json.deleted, json.contacts.length]).toEqual([2, 2]);
    expect([await heldIds(at.api), runsIn(at.home)]).toEqual([['r0', 'r1', 'r2', 'r3', 'r4', 'r5'], []]);
  });

  test('wants the number of contacts, and refuses another', async () => {
    const at = { api: await filled(), home: workdir() };
    const path = file('r0\nr1\n', 'ids.txt');
    const asked = await deleting(at, path, []);
    expect([asked.code, asked.err]).toEqual([2, expect.stringContaining('--yes or --confirm 2')]);
    const wrong = await deleting(at, path, ['--confirm', '3']);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('not the number of contacts 2')]);
    expect([at.api.seen(deletes), runsIn(at.home)]).toEqual([[], []]);
    expect((await deleting(at, path, ['--confirm', '2'])).code).toBe(0);
  });

  test('refuses all of it when a line names several contacts', async () => {
    const api = await filled([
      { external_id: 'a', phonenumber: '+4930111111' },
      { external_id: 'b', phonenumber: '+4930111111' },
      { external_id: 'c' },
    ]);
    const { code, err } = await deleting({ api, home: workdir() }, file('c\n+4930111111\n', 'ids.txt'));
    expect([code, err]).toEqual([2, expect.stringMatching(/Line 2 of ids.txt.*several contacts: a .*b /)]);
    expect(api.seen(deletes)).toEqual([]);
  });

  test('exits with 5 when no line names a contact', async () => {
    const at = { api: await filled(), home: workdir() };
    const { code, out } = await deleting(at, file('nobody\nnoone\n', 'ids.txt'));
    expect([code, out]).toEqual([5, expect.stringContaining('2 lines name no contact')]);
    expect(runsIn(at.home)).toEqual([]);
  });

  test.each([
    ['a lost response', { drop: 'after', times: 2 }],
    ['a rate limit', { status: 429, headers: { 'retry-after': '0' }, times: 3 }],
    ['an error of the server', { status: 500, times: 2, body: { message: 'Error' } }],
  ] as const)('deletes all after %s', async (_, fault) => {
    const at = { api: await filled(), home: workdir() };
    at.api.next(deletes, fault);
    expect((await deleting(at, file('r0\nr1\nr2\n', 'ids.txt'))).code).toBe(0);
    expect(await heldIds(at.api)).toEqual(['r3', 'r4', 'r5']);
  });

  test.each([1, 7, 19])(
    'kill -9 at request %i, and the same command again, end like an undisturbed one',
    async (n) => {
      const at = { api: await filled(people(30)), home: workdir() };
      const path = file(`${Array.from({ length: 20 }, (_, i) => `r${i}`).join('\n')}\n`, 'ids.txt');
      const child = startCli(['contacts', 'delete', '--from', path, '--yes'], {
        env: { ...at.api.env, HOME: at.home },
      });
      const add = at.api.log.add.bind(at.api.log);
      let seen = 0;
      at.api.log.add = (request, raw, body) => {
        if (request.method === 'DELETE' && ++seen === n) child.kill('SIGKILL');
        return add(request, raw, body);
      };
      expect((await child).signal).toBe('SIGKILL');
      const { code, out, err } = await deleting(at, path, ['--yes', '--json']);
      const said = JSON.parse(out);
      expect([code, err]).toEqual([0, expect.stringContaining('Continuing the deletion')]);
      expect(said.deleted + said.deletedBefore).toBe(20);
      expect(await heldIds(at.api)).toEqual(Array.from({ length: 10 }, (_, i) => `r${20 + i}`));
      expect(runsIn(at.home).length).toBe(1);
      const copied = new Set(
        readdirSync(said.directory)
          .filter((name) => name.startsWith('deleted'))
          .flatMap((name) => jsonLines(readFileSync(join(said.directory, name), 'utf8')))
          .map(({ external_id }) => external_id),
      );
      expect(copied.size).toBe(20);
    },
  );

  test('says which flags have no effect', async () => {
    const api = await filled();
    const alone = await run(['contacts', 'delete', 'r0', '--column', 'id', '--yes'], { env: api.env });
    expect([alone.code, alone.err]).toEqual([2, expect.stringContaining('--column has no effect')]);
    const both = await run(['contacts', 'delete', 'r0', '--from', file('r1\n', 'ids.txt'), '--yes'], {
      env: api.env,
    });
    expect(both.code).toBe(2);
    expect((await run(['contacts', 'delete', '--yes'], { env: api.env })).code).toBe(2);
    expect((await heldIds(api)).length).toBe(6);
  });
});
