import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../src/emulator/faults.js';
import { account } from '../../support/account.js';

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
