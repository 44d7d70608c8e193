import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emulator, heldContacts } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { workdir } from '../../support/workdir.js';

const seed = new URL('../../support/full-seed.json', import.meta.url).pathname;

async function account(options: Parameters<typeof emulator>[0] = {}) {
  const api = await emulator({ seed, ...options });
  const home = workdir();
  const cbase = (...argv: readonly string[]) =>
    run(argv, { env: { ...api.env, CHATBASE_BOT_ID: 'b1' }, home });
  const held = async (id: string) => (await heldContacts(api)).find(({ external_id }) => external_id === id);
  return { api, cbase, held, home };
}

describe('create', () => {
  test('takes fields, Stripe accounts and attributes, typed by the schema', async () => {
    for (const created of ['list', 'created', 'none'] as const) {
      const { cbase, held } = await account({ switches: { created } });
      const argv = [
        'c9',
        '--name',
        'Cy',
        '--email',
        'cy@example.com',
        '--phone',
        '+49 30 1',
        '--set',
        'plan=pro=x',
      ];
      const more = ['--set', 'seats=3', '--stripe', 'main=cus_1', '--stripe', 'mail=a@b.example'];
      const { code, out } = await cbase('contacts', 'create', ...argv, ...more, '--json');
      expect([code, JSON.parse(out).external_id]).toEqual([0, 'c9']);
      expect(await held('c9')).toMatchObject({
        name: 'Cy',
        email: 'cy@example.com',
        phonenumber: '+49 30 1',
        stripe_accounts: [
          { label: 'main', stripe_id: 'cus_1' },
          { label: 'mail', stripe_email: 'a@b.example' },
        ],
        custom_attributes: { plan: 'pro=x', seats: 3 },
      });
    }
  });

  test.each([
    [['c9', '--set', 'plam=x'], 'The bot has no attribute "plam". Choose from: plan, seats, old_tier'],
    [['c9', '--set', 'seats=three'], '--set seats: three is not a plain number'],
    [['c9', '--set', 'old_tier=x'], 'the attribute is archived'],
    [['c9', '--set', 'plan'], '"plan" is not ATTRIBUTE=VALUE'],
    [['c9', '--email', 'nobody'], '--email: nobody is not an email address'],
    [['c9', '--stripe', 'main'], 'is not LABEL=cus_… or LABEL=EMAIL'],
    [['c9', '--stripe', 'a=cus_1', '--stripe', 'a=cus_2'], 'names two accounts with the label "a"'],
    [['c9', '--external-id', 'c8'], 'Two ids were given'],
    [['--name', 'x'], 'The contact has no id of your own'],
    [['--data', '{"external_id":"c9","nick":"x"}'], 'the API would silently drop "nick"'],
    [['--data', '{"external_id":"c9","custom_attributes":{"plam":1}}'], 'The bot has no attribute "plam"'],
    [['--data', '{"external_id":"c9","custom_attributes":{"seats":"3x"}}'], '--data: seats'],
    [['--data', '{"external_id":"c9","stripe_accounts":[{"stripe_id":"x"}]}'], 'needs a label'],
    [['--data', '{"external_id":{"a":1}}'], 'expected text'],
  ])('%j is refused before anything is written', async (argv, words) => {
    const { api, cbase } = await account();
    const { code, err } = await cbase('contacts', 'create', ...argv);
    expect([code, err]).toEqual([2, expect.stringContaining(words)]);
    expect(api.seen('POST /chatbots/b1/contacts')).toEqual([]);
  });

  test('an existing id is a conflict that says what to do, not an update', async () => {
    const { cbase, held } = await account();
    const { code, err } = await cbase('contacts', 'create', 'c1', '--name', 'Other');
    expect([code, err]).toEqual([1, expect.stringContaining('that has it with: cbase contacts get c1.')]);
    const email = String((await held('c1'))?.email);
    const taken = await cbase('contacts', 'create', 'c9', '--email', email, '--bot', 'b1');
    const looks = `cbase contacts get c9 --bot b1, or cbase contacts get ${email} --bot b1`;
    expect([taken.code, taken.err]).toEqual([1, expect.stringContaining(looks)]);
    const moved = await cbase('contacts', 'update', 'c2', '--email', email);
    expect([moved.code, moved.err]).toEqual([
      1,
      expect.stringContaining(`with: cbase contacts get ${email}.`),
    ]);
    expect((await held('c1'))?.name).toBe('Ada');
  });
});

describe('by your id or Chatbase’s own', () => {
  test.each(['either', 'internal', 'external'] as const)('where the API takes %s', async (contactId) => {
    const { api, cbase, held } = await account({ switches: { contactId } });
    const internal = String((await held('c1'))?.id);
    for (const id of ['c1', internal]) {
      const got = await cbase('contacts', 'get', id, '--json');
      expect([got.code, JSON.parse(got.out).external_id]).toEqual([0, 'c1']);
      expect((await cbase('contacts', 'update', id, '--name', `By ${id}`)).code).toBe(0);
      expect((await held('c1'))?.name).toBe(`By ${id}`);
    }
    expect((await cbase('contacts', 'delete', 'c2', '--confirm', 'c2')).code).toBe(0);
    expect(await held('c2')).toBeUndefined();
    expect(api.seen('DELETE /chatbots/b1/contacts/*').length).toBe(1);
  });

  test('the kind of id a server takes is remembered: the next lookup begins with the list', async () => {
    const { api, cbase, home } = await account({ switches: { contactId: 'internal' } });
    await cbase('contacts', 'get', 'c1');
    expect(JSON.parse(readFileSync(join(home, '.local/state/cbase/learned.json'), 'utf8'))).toEqual({
      contactId: { [new URL(api.url).origin]: 'internal' },
    });
    await cbase('contacts', 'get', 'c2');
    expect(api.seen('GET /chatbots/b1/contacts/*').length).toBe(1);
    expect((await cbase('contacts', 'get', 'nobody')).code).toBe(5);
  });

  test('no file is written if nothing was learned', async () => {
    const { cbase, home } = await account();
    await cbase('contacts', 'get', 'c1');
    expect(existsSync(join(home, '.local/state/cbase/learned.json'))).toBe(false);
  });

  test('an id that matches two contacts is refused', async () => {
    const { api, cbase, held } = await account({ switches: { contactId: 'external' } });
    const internal = String((await held('c1'))?.id);
    await api.ask('POST', '/chatbots/b1/contacts', { users: [{ external_id: internal, name: 'Twin' }] });
    api.next('GET /chatbots/b1/contacts/*', { status: 404, body: { message: 'Contact not found' } });
    const { code, err } = await cbase('contacts', 'delete', internal, '--confirm', internal);
    expect([code, err]).toEqual([2, expect.stringContaining('2 contacts of Support have the id')]);
  });

  test('a response with another contact is not trusted', async () => {
    const { api, cbase } = await account();
    const other = { message: 'Success', data: { id: 'x', external_id: 'c7', name: 'Other' } };
    api.next('GET /chatbots/b1/contacts/*', { status: 200, body: other });
    expect((await cbase('contacts', 'delete', 'c1', '--confirm', 'c1')).code).toBe(76);
  });
});

describe('update', () => {
  test('changes what is named, clears what is unset, and keeps the rest', async () => {
    const { cbase, held } = await account();
    await cbase('contacts', 'update', 'c1', '--stripe', 'a=cus_1', '--set', 'seats=2');
    await cbase('contacts', 'update', 'c1', '--stripe', 'b=cus_2', '--unset', 'plan', '--unset', 'email');
    expect(await held('c1')).toMatchObject({
      name: 'Ada',
      email: null,
      stripe_accounts: [
        { label: 'a', stripe_id: 'cus_1' },
        { label: 'b', stripe_id: 'cus_2' },
      ],
      custom_attributes: { plan: null, seats: 2 },
    });
    await cbase('contacts', 'update', 'c1', '--unset', 'stripe');
    expect((await held('c1'))?.stripe_accounts).toEqual([]);
  });

  test.each([
    [[], 'No change was specified'],
    [['--set', 'plan=a', '--unset', 'plan'], 'cannot be both set and cleared'],
    [['--name', 'x', '--unset', 'name'], 'cannot be both set and cleared'],
    [['--unset', 'plam'], 'The bot has no attribute "plam"'],
  ])('%j is refused', async (flags, words) => {
    const { api, cbase } = await account();
    const { code, err } = await cbase('contacts', 'update', 'c1', ...flags);
    expect([code, err]).toEqual([2, expect.stringContaining(words)]);
    expect(api.seen('PATCH /chatbots/b1/contacts/*')).toEqual([]);
  });
});
