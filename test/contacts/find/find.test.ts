import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readContact } from '../../../src/api/contacts.js';
import type { Io } from '../../../src/base/io.js';
import { filterOf } from '../../../src/commands/contacts/find.run.js';
import { cli } from '../../support/cli.js';
import { emulator, type TestEmulator } from '../../support/emulator.js';
import { workdir } from '../../support/workdir.js';

const contact = (i: number) => ({
  external_id: `c${i}`,
  name: `Person ${i}`,
  email: `p${i}@example.com`,
  phonenumber: `+4930${1_000_000 + i}`,
  custom_attributes: { seats: i },
});

async function bot(contacts: number): Promise<TestEmulator> {
  const path = join(workdir(), 'seed.json');
  const attributes = [{ name: 'seats', type: 'number', label: 'Seats' }];
  const seeded = Array.from({ length: contacts }, (_, i) => contact(i));
  writeFileSync(
    path,
    JSON.stringify({ bots: [{ id: 'b1', name: 'Support', source: 'x', attributes, contacts: seeded }] }),
  );
  return emulator({ seed: path });
}

const ids = (out: string) => JSON.parse(out).map((one: { external_id: string }) => one.external_id);

test('contacts are found in all pages, with what it cost', async () => {
  const { env } = await bot(2500);
  const { code, out, err } = await cli(['contacts', 'list', '--where', 'seats>2497', '--json'], { env });
  expect([code, ids(out)]).toEqual([0, ['c2498', 'c2499']]);
  expect(err).toContain('The API cannot search contacts: reading all 2,500 of Support (3 requests)');
  expect(err).toContain('2 of 2,500 contacts match');
});

test('a broken filter makes no request', async () => {
  const api = await bot(1);
  for (const flags of [
    ['--email', 'x'],
    ['--phone', 'x'],
    ['--where', 'seats'],
    ['--updated-since', 'x'],
    ['--name', 'Ada', '--name', 'Bob'],
    ['--email', 'a@example.com', '--email', 'b@example.com'],
    ['--phone', '+4930111111', '--phone', '+4930222222'],
  ]) {
    const { code } = await cli(['contacts', 'list', ...flags], { env: api.env });
    expect(code).toBe(2);
  }
  expect(api.log.all()).toEqual([]);
});

test.each(['updated', 'created'] as const)('%s since a day of UTC, or of a zone', (what) => {
  const io = { now: () => Date.parse('2026-03-05T12:00:00Z') } as Io;
  const found = (tz?: string) => {
    const filter = filterOf(io, { [`${what}Since`]: '2026-03-01', ...(tz !== undefined && { tz }) });
    const isMeant = filter?.testWith([]) ?? (() => true);
    const times = ['2026-02-28T22:59:59Z', '2026-02-28T23:00:00Z', '2026-03-01T00:00:00Z'];
    return times.filter((time) => isMeant(readContact({ [`${what}_at`]: Date.parse(time) / 1000 })));
  };
  expect(found()).toEqual(['2026-03-01T00:00:00Z']);
  expect(found('Europe/Berlin')).toEqual(['2026-02-28T23:00:00Z', '2026-03-01T00:00:00Z']);
  expect(found('-05:00')).toEqual([]);
});

test('an unknown attribute is refused before the contacts are listed', async () => {
  const api = await bot(1);
  const { code, err } = await cli(['contacts', 'list', '--where', 'seets>1'], { env: api.env });
  expect([code, err]).toEqual([2, expect.stringContaining('did you mean "seats"?')]);
  expect(api.seen('GET /chatbots/b1/contacts')).toEqual([]);
});

test.each(['p7@example.com', 'P7@EXAMPLE.COM', '0049 30 1000007', 'c7'])('contacts get %s', async (named) => {
  const { env } = await bot(20);
  const { code, out } = await cli(['contacts', 'get', named, '--json'], { env });
  expect([code, JSON.parse(out).external_id]).toEqual([0, 'c7']);
});

test('two contacts with one number are not guessed at', async () => {
  const api = await bot(2);
  api.addContact({ external_id: 'twin', phonenumber: '+49301000000' });
  const { code, err } = await cli(['contacts', 'get', '+49301000000'], { env: api.env });
  expect(code).toBe(2);
  expect(err).toContain('2 contacts of Support have the telephone number "+49301000000"');
});

test('a contact is updated and deleted by its address', async () => {
  const api = await bot(3);
  const updated = await cli(['contacts', 'update', 'p1@example.com', '--name', 'New', '--json'], {
    env: api.env,
  });
  expect(JSON.parse(updated.out)).toMatchObject({ external_id: 'c1', name: 'New' });
  const gone = await cli(['contacts', 'delete', '+49301000002', '--confirm', '+49301000002'], {
    env: api.env,
  });
  expect(gone.code).toBe(0);
  const left = await cli(['contacts', 'list', '--json', '--all'], { env: api.env });
  expect(ids(left.out)).toEqual(['c0', 'c1']);
});

test('a kept list spares the requests, until it is too old or a contact is written', async () => {
  const api = await bot(1500);
  const HOME = workdir();
  const pages = () => api.seen('GET /chatbots/b1/contacts').length;
  const find = (age: string) =>
    cli(['contacts', 'list', '--name', 'Person 7', '--limit', '1', '--cached', age], {
      env: { ...api.env, HOME },
    });
  const first = await find('10m');
  expect([first.code, pages()]).toEqual([0, 2]);
  const directory = join(HOME, '.local/state/cbase/contact-lists');
  const [kept = ''] = readdirSync(directory);
  expect(statSync(join(directory, kept)).mode & 0o777).toBe(0o600);
  const second = await find('10m');
  expect([second.out, pages()]).toEqual([first.out, 2]);
  expect(second.err).toContain('Using the contacts of Support as listed just now');
  await find('0s');
  expect(pages()).toBe(4);
  await cli(['contacts', 'update', 'c7', '--name', 'Person 7 b'], { env: { ...api.env, HOME } });
  const after = await find('10m');
  expect(after.out).toContain('Person 7 b');
  expect(pages()).toBe(6);
});

test('a raw write forgets the list, too', async () => {
  const api = await bot(2);
  const env = { ...api.env, HOME: workdir() };
  await cli(['contacts', 'list', '--cached', '10m'], { env });
  await cli(['api', 'DELETE', '/chatbots/b1/contacts/c1'], { env });
  const { out } = await cli(['contacts', 'list', '--cached', '10m', '--json'], { env });
  expect(ids(out)).toEqual(['c0']);
});

test('a list that was cut or belongs to another bot is not used', async () => {
  const api = await bot(2);
  const env = { ...api.env, HOME: workdir() };
  const list = () => cli(['contacts', 'list', '--cached', '1d', '--json'], { env });
  await list();
  const directory = join(env.HOME, '.local/state/cbase/contact-lists');
  const path = join(directory, readdirSync(directory)[0] ?? '');
  const [head = '', ...contacts] = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, [head.replace('"b1"', '"b2"'), ...contacts].join('\n'));
  expect(ids((await list()).out)).toEqual(['c0', 'c1']);
  writeFileSync(path, '');
  expect(ids((await list()).out)).toEqual(['c0', 'c1']);
  expect(api.seen('GET /chatbots/b1/contacts').length).toBe(3);
});

test('a list without its end is read again, and a corrupt one is named', async () => {
  const api = await bot(3);
  const env = { ...api.env, HOME: workdir() };
  const list = () => cli(['contacts', 'list', '--cached', '1d', '--json'], { env });
  await list();
  const directory = join(env.HOME, '.local/state/cbase/contact-lists');
  const path = join(directory, readdirSync(directory)[0] ?? '');
  const whole = readFileSync(path, 'utf8');
  const lines = whole.split('\n').slice(0, -1);
  for (const cut of [lines.slice(0, 2).join('\n'), `${lines.slice(0, 3).join('\n')}\n`, whole.slice(0, -1)]) {
    writeFileSync(path, cut);
    const again = await list();
    expect([ids(again.out), again.err]).toEqual([['c0', 'c1', 'c2'], '']);
    expect(readFileSync(path, 'utf8').split('\n').at(-2)).toBe('{"end":3}');
  }
  for (const bad of [lines.with(1, '{"id":'), lines.toSpliced(1, 1)]) {
    writeFileSync(path, `${bad.join('\n')}\n`);
    const { code, err } = await list();
    expect([code, err]).toEqual([
      70,
      expect.stringContaining(`The list of contacts in ${path} is corrupt. Remove it`),
    ]);
  }
});

test('a list that is too old is closed without a word from Node', async () => {
  const api = await bot(2);
  const env = { ...api.env, HOME: workdir() };
  const list = (age: string) => cli(['contacts', 'list', '--cached', age, '--format', 'id'], { env });
  await list('1d');
  const again = await list('0s');
  expect([again.code, again.err]).toEqual([0, '']);
});

test('a list that is kept is read to its end, so that the number of all that were found is known', async () => {
  const { env } = await bot(5);
  const { err } = await cli(['contacts', 'list', '--cached', '1d', '--limit', '2', '--name', '1'], { env });
  expect(err).toBe('1 of 5 contacts matches\n');
  const first = await cli(['contacts', 'list', '--cached', '1d', '--limit', '2', '--where', 'id!='], { env });
  expect(first.err).toContain('Showing the first 2 of 5. ');
});

test('where nothing can be kept, the search works all the same', async () => {
  const { env } = await bot(2);
  const { code, out } = await cli(['contacts', 'list', '--cached', '1d', '--json'], {
    env: { ...env, XDG_STATE_HOME: '/proc/none' },
  });
  expect([code, ids(out)]).toEqual([0, ['c0', 'c1']]);
});
