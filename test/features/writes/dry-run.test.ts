import { describe, expect, test } from 'vitest';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';

type Case = {
  readonly argv: readonly string[];
  readonly would: string;
  readonly changes: object;
  readonly unchanged?: readonly string[];
};

const cases: readonly Case[] = [
  {
    argv: ['bots', 'update', '--name', 'Help', '--visibility', 'private', '--theme', 'dark'],
    would: 'update the bot Support (b1)',
    changes: {
      name: { before: 'Support', after: 'Help' },
      'styles.theme': { before: null, after: 'dark' },
    },
    unchanged: ['visibility'],
  },
  {
    argv: ['bots', 'delete', 'b2'],
    would: 'delete the bot Sales (b2) with its contacts, leads and conversations',
    changes: expect.objectContaining({ name: { before: 'Sales', after: null } }),
  },
  {
    argv: ['bots', 'create', 'Hours'],
    would: 'create the bot Hours',
    changes: { name: { before: null, after: 'Hours' }, num_of_characters: { before: null, after: 0 } },
  },
  {
    argv: ['attrs', 'create', 'tier', '--type', 'text'],
    would: 'permanently create the attribute tier (text) in Support',
    changes: {
      name: { before: null, after: 'tier' },
      type: { before: null, after: 'text' },
      label: { before: null, after: 'Tier' },
    },
  },
  {
    argv: ['attrs', 'update', 'seats', '--label', 'Places'],
    would: 'update the attribute seats of Support',
    changes: { label: { before: 'Seats', after: 'Places' } },
    unchanged: ['archived'],
  },
  {
    argv: ['attrs', 'archive', 'seats'],
    would: 'archive the attribute seats of Support',
    changes: { archived: { before: false, after: true } },
    unchanged: ['label'],
  },
  {
    argv: ['attrs', 'unarchive', 'old_tier'],
    would: 'unarchive the attribute old_tier of Support',
    changes: { archived: { before: true, after: false } },
    unchanged: ['label'],
  },
  {
    argv: ['contacts', 'create', 'c2', '--name', 'Bo', '--set', 'seats=4'],
    would: 'create the contact c2 of Support',
    changes: {
      external_id: { before: null, after: 'c2' },
      name: { before: null, after: 'Bo' },
      'custom_attributes.seats': { before: null, after: 4 },
    },
  },
  {
    argv: ['contacts', 'create', 'c1', '--name', 'Grace'],
    would: 'overwrite the contact c1 of Support',
    changes: { name: { before: 'Ada', after: 'Grace' } },
    unchanged: ['external_id'],
  },
  {
    argv: ['contacts', 'update', 'c1', '--name', 'Ada', '--set', 'company=B', '--unset', 'seats'],
    would: 'update the contact c1 of Support',
    changes: {
      'custom_attributes.company': { before: 'A', after: 'B' },
      'custom_attributes.seats': { before: 3, after: null },
    },
    unchanged: ['name'],
  },
  {
    argv: ['contacts', 'delete', 'c1'],
    would: 'delete contact Ada, c1 from Support',
    changes: expect.objectContaining({
      name: { before: 'Ada', after: null },
      'custom_attributes.company': { before: 'A', after: null },
    }),
  },
];

async function account() {
  const api = await emulator();
  await api.ask('POST', '/update-chatbot-settings', { chatbotId: 'b1', visibility: 'private' });
  api.addContact({ external_id: 'c1', name: 'Ada', custom_attributes: { company: 'A', seats: 3 } });
  const before = api.log.all().length;
  const sent = () => api.log.all().slice(before);
  return { api, writes: () => sent().filter(({ method }) => method !== 'GET'), sent };
}

describe.each(cases)('$argv --dry-run', ({ argv, would, changes, unchanged = [] }) => {
  test('says what would change, field by field, and sends no write', async () => {
    const { api, writes, sent } = await account();
    const { code, out, err } = await run([...argv, '--dry-run', '--json'], { env: api.env });
    expect([code, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({ ok: true, dry_run: true, would, unchanged });
    expect(JSON.parse(out).changes).toEqual(changes);
    expect(sent().length).toBeGreaterThan(0);
    expect(writes()).toEqual([]);
  });

  test('asks nothing, with and without --yes, and is text in a pipe', async () => {
    const { api, writes } = await account();
    const { code, out } = await run([...argv, '--dry-run'], { env: api.env, tty: true });
    expect(code).toBe(0);
    expect(out).toContain(`Dry run: would ${would}. Nothing was changed.`);
    const piped = await run([...argv, '--dry-run'], { env: api.env });
    expect(piped.out).toMatch(/^Dry run: would /);
    expect(writes()).toEqual([]);
  });
});

describe('a dry run fails where the real run would', () => {
  test.each([
    [['bots', 'update', 'nobody', '--name', 'x'], 5, 'nobody'],
    [['bots', 'update'], 2, 'No change was specified'],
    [['bots', 'delete', '--yes'], 2, 'cbase bots delete BOT --yes'],
    [['bots', 'delete', 'b1', '--confirm', 'b2'], 2, '"b2" is not the id b1'],
    [['bots', 'create', 'x', '--wait'], 2, 'it does not support --wait'],
    [['attrs', 'create', 'seats', '--type', 'text'], 1, 'there is an attribute "seats" already'],
    [['attrs', 'create', 'old_tier', '--type', 'text'], 1, 'cbase attrs unarchive old_tier'],
    [['attrs', 'create', 'email', '--type', 'text'], 1, 'is the name of a field of a contact'],
    [['attrs', 'create', '1x', '--type', 'text'], 2, 'not a valid attribute name'],
    [['attrs', 'create', 'tier', '--type', 'text', '--confirm', 'teir'], 2, '"teir" is not the id tier'],
    [['attrs', 'update', 'seat', '--label', 'x'], 5, 'Did you mean "seats"?'],
    [['attrs', 'archive', 'nothing_like_it'], 5, 'cbase attrs list'],
    [['contacts', 'create', 'c9', '--set', 'seats=many'], 2, 'seats'],
    [['contacts', 'create', '--name', 'x'], 2, 'no id of your own'],
    [['contacts', 'update', 'c9', '--name', 'x'], 5, 'There is no contact "c9"'],
    [['contacts', 'update', 'c1'], 2, 'No change was specified'],
    [['contacts', 'delete', 'c9'], 5, 'There is no contact "c9"'],
    [['contacts', 'delete', 'c1', '--confirm', 'c2'], 2, '"c2" is not the id c1'],
    [['contacts', 'delete', 'c1', '--fields', 'id'], 2, 'it does not support --fields'],
  ])('%j', async (argv, code, words) => {
    const { api, writes } = await account();
    const ended = await run([...argv, '--dry-run'], { env: api.env });
    expect([ended.code, ended.out, ended.err]).toEqual([code, '', expect.stringContaining(words)]);
    expect(writes()).toEqual([]);
  });
});

test('what is the same already is said to be so, and nothing would change', async () => {
  const { api } = await account();
  const { code, out } = await run(['contacts', 'update', 'c1', '--name', 'Ada', '--dry-run'], {
    env: api.env,
  });
  expect([code, out]).toEqual([
    0,
    'Dry run: nothing would change (update the contact c1 of Support).\n  unchanged: name\n',
  ]);
});

test('a real run after its dry run changes exactly that', async () => {
  const { api } = await account();
  const argv = ['contacts', 'update', 'c1', '--name', 'Grace', '--set', 'seats=9'];
  await run([...argv, '--dry-run'], { env: api.env });
  await run(argv, { env: api.env });
  const again = await run([...argv, '--dry-run', '--json'], { env: api.env });
  expect(JSON.parse(again.out)).toMatchObject({
    changes: {},
    unchanged: ['name', 'custom_attributes.seats'],
  });
});

test('long texts are a diff of their lines, and terminal controls in them are shown as text', async () => {
  const { api } = await account();
  const lines = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'old', 'h'];
  const settings = { chatbotId: 'b1', instructions: lines.join('\n') };
  await api.ask('POST', '/update-chatbot-settings', settings);
  const instructions = lines.join('\n').replace('old', 'new \u001b[31m');
  const { out } = await run(['bots', 'update', '--instructions', instructions, '--dry-run'], {
    env: api.env,
  });
  expect(out.split('\n').slice(1, -1)).toEqual([
    '  instructions',
    '    … 5 unchanged lines',
    '      f',
    '      g',
    '    - old',
    '    + new ^[[31m',
    '      h',
  ]);
});

test('in the other formats there is a row per field that changes', async () => {
  const { api } = await account();
  const argv = ['contacts', 'update', 'c1', '--name', '=cmd()', '--dry-run', '--format'];
  expect((await run([...argv, 'csv'], { env: api.env })).out).toBe("field,before,after\nname,Ada,'=cmd()\n");
  expect(JSON.parse((await run([...argv, 'ndjson'], { env: api.env })).out)).toEqual({
    field: 'name',
    before: 'Ada',
    after: '=cmd()',
  });
});

test('a bot of the same name is named before another is created', async () => {
  const { api } = await account();
  const { code, err } = await run(['bots', 'create', 'Sales', '--dry-run'], { env: api.env });
  expect([code, err]).toEqual([0, 'There is a bot of that name already: b2\n']);
});
