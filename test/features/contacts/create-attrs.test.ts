import { describe, expect, test } from 'vitest';
import { emulator, heldContacts } from '../../support/emulator.js';
import { imported } from '../../support/import.js';
import { run } from '../../support/io.js';
import { file } from '../../support/workdir.js';

describe('--create-attrs', () => {
  const content =
    'external_id,Shoe size,Member since,Likes tea,Motto,company\n1,42,2024-05-31,yes,Carpe diem,pro\n2,,,no,7,\n';

  test('asks first; without a terminal it needs --yes, and nothing is created', async () => {
    const { code, summary, api } = await imported(content, ['--create-attrs']);
    expect([code, summary.error.message]).toEqual([
      2,
      expect.stringMatching(
        /would get 4 attributes, which can never be deleted.*shoe_size \(number, from "Shoe size": 1 value, all fit\)/,
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

  test('a reserved name stops it before the first attribute is created, in a dry run as well', async () => {
    for (const flags of [['--yes'], ['--dry-run']]) {
      const { code, summary, api } = await imported('external_id,zeta,Updated at\n1,a,b\n', [
        '--create-attrs',
        ...flags,
      ]);
      expect([code, summary.error.message]).toEqual([
        2,
        'No attribute can be made of "Updated at": updated_at is a name that the API reserves; nothing was created',
      ]);
      expect(summary.error.advice).toContain("--ignore 'Updated at'");
      expect(api.seen('POST /chatbots/b1/custom-attributes')).toEqual([]);
    }
  });

  test('types can be chosen; what is called like an identifier is text', async () => {
    const { api } = await imported('external_id,zip,fax,Rank\n1,98765,15550100,4\n', [
      '--create-attrs',
      'Rank:text',
      '--yes',
    ]);
    expect(api.seen('POST /chatbots/b1/custom-attributes').map(({ body }) => body)).toEqual([
      { name: 'zip', type: 'text', label: 'zip' },
      { name: 'fax', type: 'text', label: 'fax' },
      { name: 'rank', type: 'text', label: 'Rank' },
    ]);
    const wrong = await imported('external_id,zip\n1,2\n', ['--create-attrs=zip:int']);
    expect([wrong.code, wrong.err]).toEqual([
      2,
      expect.stringContaining('Use COLUMN:TYPE, such as zip:text'),
    ]);
  });

  test('may stand before the file, as in earlier versions', async () => {
    const api = await emulator();
    const argv = ['contacts', 'import', '--create-attrs', file('external_id,zeta\n1,a\n'), '--yes'];
    const ran = await run(argv, { env: api.env });
    expect([ran.code, api.seen('POST /chatbots/b1/custom-attributes').length]).toEqual([0, 1]);
  });

  test('a column with lists is refused as unmapped, and no attribute is made of it', async () => {
    const { code, summary, api } = await imported(
      '{"external_id":"1","tags":["a"],"zeta":5}\n{"external_id":"2","zeta":"x"}\n',
      [...['--create-attrs', '--yes']],
    );
    expect([code, summary.error.message]).toEqual([2, expect.stringContaining('Unmapped column: "tags"')]);
    expect(api.seen('POST /chatbots/b1/custom-attributes')).toEqual([]);
  });
});
