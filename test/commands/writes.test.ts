import { describe, expect, test } from 'vitest';
import type { Fault } from '../../src/emulator/faults.js';
import type { EmulatorOptions } from '../../src/emulator/options.js';
import { emulator } from '../support/emulator.js';
import { run } from '../support/io.js';
import { file, workdir } from '../support/workdir.js';

const seed = new URL('../support/full-seed.json', import.meta.url).pathname;

async function account(options: EmulatorOptions = {}) {
  const api = await emulator({ seed, ...options });
  const home = workdir();
  const cbase = (argv: readonly string[]) => run(argv, { env: { ...api.env, CHATBASE_BOT_ID: 'b1' }, home });
  return { api, cbase };
}

/** A server that reports success and does nothing. */
const lie = (body: unknown): Omit<Fault, 'method' | 'path'> => ({ status: 200, body, times: 0 });
const contact = { id: 'x', external_id: 'c1', name: 'Ada' };
const attribute = { name: 'plan', type: 'text', label: 'Plan', description: null, archived: false };

describe('a single write is verified', () => {
  test.each([
    [
      'contacts update',
      'PATCH /chatbots/b1/contacts/*',
      { message: 'Success', data: contact },
      ['contacts', 'update', 'c1', '--name', 'Grace'],
      'name',
    ],
    [
      'contacts update of an attribute',
      'PATCH /chatbots/b1/contacts/*',
      { message: 'Success', data: contact },
      ['contacts', 'update', 'c1', '--set', 'seats=77'],
      'custom_attributes.seats',
    ],
    [
      'bots update',
      'POST /update-chatbot-settings',
      { message: 'Success' },
      ['bots', 'update', 'b1', '--temperature', '0.5'],
      'temp',
    ],
    [
      'attrs update',
      'PUT /chatbots/b1/custom-attributes/*',
      { message: 'Success', data: attribute },
      ['attrs', 'update', 'plan', '--label', 'Other'],
      'label',
    ],
    [
      'attrs archive',
      'PUT /chatbots/b1/custom-attributes/*',
      { message: 'Success', data: attribute },
      ['attrs', 'archive', 'plan'],
      'archived',
    ],
  ])('%s: a change that the server did not keep exits 3 and is named', async (_, call, body, argv, field) => {
    const { api, cbase } = await account();
    api.next(call, lie(body));
    const { code, err, out } = await cbase([...argv, '--json']);
    expect([code, err]).toEqual([3, expect.stringContaining('did not keep')]);
    expect(err).toContain(field);
    expect(JSON.parse(out)).toMatchObject({ ok: false, exitCode: 3 });
  });

  test('a write that cannot be verified exits 7: it was accepted, but what was stored is unknown', async () => {
    const { api, cbase } = await account();
    api.next('POST /update-chatbot-settings', { status: 200, body: { message: 'Success' }, applied: true });
    api.next('GET /get-chatbots', { skip: 1, times: 0, status: 500, body: { message: 'Error' } });
    const { code, err } = await cbase(['bots', 'update', 'b1', '--temperature', '0.5']);
    expect([code, err]).toEqual([7, expect.stringContaining('was accepted')]);
  });

  test.each([
    ['contacts create', ['contacts', 'create', 'c9', '--name', 'Cy', '--set', 'seats=3']],
    ['contacts update', ['contacts', 'update', 'c1', '--phone', '+49 30 1', '--unset', 'name']],
    ['attrs create', ['attrs', 'create', 'tier', '--type', 'text', '--label', 'Tier']],
    ['attrs update', ['attrs', 'update', 'plan', '--description', 'What they pay']],
    ['attrs archive', ['attrs', 'archive', 'plan']],
    ['bots update', ['bots', 'update', 'b1', '--temperature', '0.5', '--instructions', 'Be brief.']],
  ])('%s exits 0 if the server kept it, whatever the shape of the response', async (_, argv) => {
    for (const shape of ['observed', 'documented'] as const) {
      const { cbase } = await account({ shape });
      const { code, err } = await cbase(argv);
      expect([shape, code, err]).toEqual([shape, 0, expect.anything()]);
    }
  });
});

describe('attrs update', () => {
  test.each(['keep', 'default'] as const)(
    'changes only what it names, on a server whose PUT would %s the rest',
    async (put) => {
      const { cbase } = await account({ switches: { put } });
      const shown = async () => JSON.parse((await cbase(['attrs', 'get', 'plan', '--json'])).out) as object;
      const before = await shown();
      expect((await cbase(['attrs', 'update', 'plan', '--label', 'Subscription'])).code).toBe(0);
      expect(await shown()).toEqual({ ...before, label: 'Subscription' });
      expect((await cbase(['attrs', 'archive', 'plan'])).code).toBe(0);
      expect(await shown()).toEqual({ ...before, label: 'Subscription', archived: true });
    },
  );
});

describe('bots train --same-text', () => {
  const words = ['bots', 'train', 'b1', '--same-text', '--yes'];

  test('sends no text, and verifies that the old one is still there', async () => {
    const { api, cbase } = await account();
    const { code, out, err } = await cbase(words);
    expect([code, out + err]).toEqual([0, expect.stringContaining('Kept the text of')]);
    expect(api.seen('POST /update-chatbot-data').map(({ body }) => Object.keys(body as object))).toEqual([
      ['chatbotId', 'chatbotName'],
    ]);
  });

  test('a lost text exits 3', async () => {
    const { api, cbase } = await account();
    const bot = { id: 'b1', name: 'Support', num_of_characters: 0 };
    api.next('GET /get-chatbots', { skip: 1, times: 0, status: 200, body: { chatbots: { data: [bot] } } });
    const { code, err } = await cbase(words);
    expect([code, err]).toEqual([3, expect.stringContaining('the text was lost')]);
  });

  test.each([
    [[], 'No text was given'],
    [['--same-text', '--source', 'TEXT'], 'cannot be used together'],
  ])('%j is refused', async (flags, said) => {
    const { cbase } = await account();
    const text = file('new text', 'text.md');
    const { code, err } = await cbase([
      'bots',
      'train',
      'b1',
      '--yes',
      ...flags.map((word) => (word === 'TEXT' ? text : word)),
    ]);
    expect([code, err]).toEqual([2, expect.stringContaining(said)]);
  });

  test('without a terminal it asks for --yes', async () => {
    const { cbase } = await account();
    const { code, err } = await cbase(['bots', 'train', 'b1', '--same-text']);
    expect([code, err]).toEqual([2, expect.stringContaining('may lose the whole text')]);
  });
});

describe('numbers that JavaScript cannot represent', () => {
  test('two ids beyond 2^53 are two leads, and their digits are printed unchanged', async () => {
    const { api, cbase } = await account();
    const lead = (id: string) =>
      `{"id":${id},"name":"L","email":"l@example.com","phone":null,"created_at":"2026-01-02T00:00:00.000Z","chatbot_id":"b1"}`;
    const text = `{"collectedCustomers":{"data":[${lead('9007199254740992')},${lead('9007199254740993')}]}}`;
    api.next('GET /get-leads', {
      status: 200,
      body: text,
      headers: { 'content-type': 'application/json' },
      times: 1,
    });
    const { code, out } = await cbase(['leads', 'export', '--format', 'ndjson']);
    expect(code).toBe(0);
    expect(out.match(/900719925474099[23]/g)).toEqual(['9007199254740992', '9007199254740993']);
  });

  test('a response that is nested too deeply exits 76', async () => {
    const { api, cbase } = await account();
    const text = `{"chatbots":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    api.next('GET /get-chatbots', {
      status: 200,
      body: text,
      headers: { 'content-type': 'application/json' },
      times: 0,
    });
    expect((await cbase(['bots', 'list'])).code).toBe(76);
  });
});
