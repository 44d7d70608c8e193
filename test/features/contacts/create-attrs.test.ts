import { describe, expect, test } from 'vitest';
import { heldContacts } from '../../support/emulator.js';
import { imported } from '../../support/import.js';

describe('--create-attrs', () => {
  const content =
    'external_id,Shoe size,Member since,Likes tea,Motto,company\n1,42,2024-05-31,yes,Carpe diem,pro\n2,,,no,7,\n';

  test('asks first; without a terminal it needs --yes, and nothing is created', async () => {
    const { code, summary, api } = await imported(content, ['--create-attrs']);
    expect([code, summary.error.message]).toEqual([
      2,
      expect.stringMatching(
        /would get 4 attributes, which can never be deleted.*shoe_size \(number, from "Shoe size"\)/,
      ),
    ]);
    expect(api.seen('POST /chatbots/b1/custom-attributes')).toEqual([]);
  });

  test('creates attributes of the narrowest type, with names for the strict rule, after the check', async () => {
    const { code, api } = await imported(content, ['--create-attrs', '--yes']);
    expect(code).toBe(0);
    expect(api.seen('POST /chatbots/b1/custom-attributes').map(({ body }) => body)).toEqual([
      { name: 'shoe_size', type: 'number', label: 'Shoe size' },
      { name: 'member_since', type: 'date', label: 'Member since' },
      { name: 'likes_tea', type: 'boolean', label: 'Likes tea' },
      { name: 'motto', type: 'text', label: 'Motto' },
    ]);
    expect((await heldContacts(api))[0]).toMatchObject({
      custom_attributes: { shoe_size: 42, likes_tea: true, motto: 'Carpe diem', company: 'pro' },
    });
  });

  test('creates nothing in a dry run or when the check fails: attributes are permanent', async () => {
    for (const [flags, body] of [
      [['--dry-run'], content],
      [[], `${content}3,x,x\n`],
    ] as const) {
      const { api } = await imported(body, ['--create-attrs', '--yes', ...flags]);
      expect(api.log.all().filter(({ method }) => method !== 'GET')).toEqual([]);
    }
  });
});
