import { describe, expect, test } from 'vitest';
import { commandFor } from '../../../src/cli/look.js';
import { account } from '../../support/account.js';

describe('a write whose response is lost', () => {
  const write = { drop: 'after', times: 0 } as const;
  test.each([
    [
      ['contacts', 'create', 'c 9', '--bot', 'b1'],
      'POST /chatbots/b1/contacts',
      "cbase contacts get 'c 9' --bot b1",
    ],
    [
      ['contacts', 'create', '--bot', 'b1', '--', '-9'],
      'POST /chatbots/b1/contacts',
      'cbase contacts get --bot b1 -- -9',
    ],
    [
      ['contacts', 'delete', 'c1', '--yes', '--bot', 'b1'],
      'DELETE /chatbots/b1/contacts/*',
      'cbase contacts get c1 --bot b1',
    ],
    [
      ['attrs', 'create', 'tier', '--type', 'text', '--bot', 'b1'],
      'POST /chatbots/b1/custom-attributes',
      'cbase attrs list --bot b1',
    ],
    [['bots', 'create', 'Help desk', '--bot', 'b1'], 'POST /create-chatbot', 'cbase bots list.'],
    [['bots', 'delete', 'b1', '--yes'], 'DELETE /delete-chatbot', 'cbase bots list.'],
    [['bots', 'train', 'b1', '--same-text', '--yes'], 'POST /update-chatbot-data', 'cbase bots get b1.'],
    [['bots', 'icon', 'delete', 'b1', '--yes'], 'DELETE /delete-chatbot-icon', 'the dashboard'],
    [
      ['api', 'POST', '/create-chatbot', '-f', 'chatbotName=x', '--bot', 'b1'],
      'POST /create-chatbot',
      'cbase api GET --bot b1 …',
    ],
  ])('%j: the way to check is for the same bot, and help names the exit code', async (argv, call, look) => {
    const { api, cbase } = await account();
    api.next(call, write);
    const { code, err } = await cbase(argv);
    expect([code, err]).toEqual([7, expect.stringContaining(look)]);
    const words = argv.slice(
      0,
      argv.findIndex((word, at) => at > 1 && !/^(set|delete)$/.test(word)),
    );
    const help = await cbase([...(argv[0] === 'api' ? ['api'] : words), '--help']);
    expect(help.out).toMatch(/^ {2}7 {2}/m);
  });

  test('the command that checks has the flags that select the account', () => {
    const place = { local: true, baseUrl: 'http://127.0.0.1:1/x y', profile: 'p', bot: "Ann's" };
    expect(commandFor(place, 'contacts get', '-5', ['--json'])).toBe(
      String.raw`cbase contacts get --json --local --base-url 'http://127.0.0.1:1/x y' --profile p --bot 'Ann'\''s' -- -5`,
    );
    expect(commandFor({}, 'bots get', 'b1', ['--json'])).toBe('cbase bots get b1 --json');
  });
});

test('a change of the external id that was carried out before its response was lost is a success', async () => {
  const { api, cbase } = await account();
  api.next('PATCH /chatbots/b1/contacts/*', { drop: 'after' });
  const { code, out } = await cbase([
    'contacts',
    'update',
    'c1',
    '--external-id',
    'c1-new',
    '--name',
    'New',
    '--json',
  ]);
  expect([code, JSON.parse(out)]).toMatchObject([0, { external_id: 'c1-new', name: 'New' }]);
  expect(api.seen('PATCH /chatbots/b1/contacts/*').map(({ status }) => status)).toEqual([undefined, 404]);
});

test('a contact that does not exist is none, also where its id was to be changed', async () => {
  const { api, cbase } = await account();
  api.next('PATCH /chatbots/b1/contacts/*', { status: 404, body: { message: 'Contact not found' } });
  const { code, err } = await cbase(['contacts', 'update', 'c1', '--external-id', 'c1-new']);
  expect([code, err]).toEqual([5, expect.stringContaining('Contact not found')]);
});

test('what the server does not show at all after a write is in doubt, not a list of lost fields', async () => {
  const { api, cbase } = await account();
  const tier = { name: 'tier', type: 'text', label: 'Other', description: null, archived: false };
  api.next('POST /chatbots/b1/custom-attributes', { status: 200, body: { data: tier } });
  const made = await cbase(['attrs', 'create', 'tier', '--type', 'text']);
  expect([made.code, made.err]).toEqual([
    7,
    expect.stringContaining('the server does not show the attribute'),
  ]);
  api.next('POST /update-chatbot-settings', { status: 200, body: { message: 'Success' } });
  api.next('GET /get-chatbots', { skip: 1, times: 0, status: 200, body: { chatbots: { data: [] } } });
  const changed = await cbase(['bots', 'update', 'b1', '--temperature', '0.5']);
  expect([changed.code, changed.err]).toEqual([
    7,
    expect.stringContaining('the server does not show the bot'),
  ]);
});

test('two values for an attribute are refused', async () => {
  const { api, cbase } = await account();
  const { code, err } = await cbase(['contacts', 'update', 'c1', '--set', 'seats=5', '--set', 'seats=6']);
  expect([code, err]).toEqual([2, expect.stringContaining('--set gives "seats" two values')]);
  expect(api.seen('PATCH /chatbots/b1/contacts/*')).toEqual([]);
  expect((await cbase(['contacts', 'update', 'c1', '--set', 'seats=5', '--set', 'seats=5'])).code).toBe(0);
});

test('a refusal without a reason says so, and does not speak of a value that nothing names', async () => {
  const { api, cbase } = await account();
  api.next('POST /create-chatbot', { status: 400 });
  const { code, err } = await cbase(['bots', 'create', 'Help desk']);
  expect([code, err]).toEqual([1, expect.stringContaining('Check what was sent: the server does not say')]);
  api.next('POST /create-chatbot', { status: 400, body: { message: 'The name is too short' } });
  const said = await cbase(['bots', 'create', 'Help desk']);
  expect(said.err).toContain('The name is too short. Correct the value named above');
});
