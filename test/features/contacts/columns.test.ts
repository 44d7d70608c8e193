import { describe, expect, test } from 'vitest';
import { expectRefused, imported } from '../../support/import-file.js';

describe('columns', () => {
  test('G-4 the error for a missing external_id lists the columns found and the nearest one', async () => {
    const result = await imported('externel_id,name\n1,Ada\n');
    expectRefused(
      result,
      /external_id, your own id for the contact, which every contact needs; found: "externel_id", "name"; did you mean "externel_id"/,
    );
  });

  test.each([
    ['external_id,email,Email\n1,a@b.c,d@e.f\n', /Columns 2 and 3, "email" and "Email", differ only in case/],
    ['external_id,name,na me\n1,a,b\n', /Unmapped column: "na me"/],
    ['external_id,name, NAME \n1,a,b\n', /Columns 2 and 3 are both called/],
    ['external_id,caf\u00e9,cafe\u0301\n1,a,b\n', /Columns 2 and 3 are both called/],
    ['external_id,name,external_id\n1,a,2\n', /Columns 1 and 3 are both called "external_id"/],
  ])('G-5 two columns with one meaning: %j', async (content, words) => {
    expectRefused(await imported(content), words);
  });

  test('G-6 an unmapped column with values is an error with the line of its first value', async () => {
    const content = 'external_id,Shoe size\n1,\n2,43\n';
    expectRefused(await imported(content), /Unmapped column: "Shoe size" \(first value on line 3\)/);
    for (const flags of [
      ['--ignore', 'Shoe size'],
      ['--unknown-columns', 'ignore'],
      ['--map', 'seats=Shoe size'],
    ]) {
      const read = await imported(content, flags);
      expect([read.code, read.held.length], flags.join(' ')).toEqual([0, 2]);
    }
  });

  test('G-6 an unmapped column that is empty in every row loses nothing and is only mentioned', async () => {
    const read = await imported('external_id,Fax\n1,\n2,\n');
    expect([read.code, read.held.length]).toEqual([0, 2]);
    expect(read.out).toContain('Left out (empty in every row): Fax');
  });

  test.each(['__proto__', 'constructor', 'toString', 'prototype'])(
    'G-7 a column named %s is a column like any other',
    async (name) => {
      const read = await imported(`external_id,${name}\n1,Acme\n`, ['--map', `company=${name}`]);
      expect(read.held.map(({ custom_attributes }) => custom_attributes)).toEqual([{ company: 'Acme' }]);
      expect(({} as Record<string, unknown>).company).toBeUndefined();
      expectRefused(
        await imported(`external_id,${name}\n1,Acme\n`),
        new RegExp(`"${name}" \\(first value on line 2\\)`),
      );
    },
  );

  test('G-7 a column without a name is left out if it is empty and refused otherwise', async () => {
    expect((await imported('external_id,name,\n1,Ada,\n')).code).toBe(0);
    expectRefused(
      await imported('external_id,name,\n1,Ada,x\n'),
      /column 3, which has no name, so call it #3/,
    );
  });

  test('C-8 an archived attribute is refused before anything is sent', async () => {
    expectRefused(await imported('external_id,old_tier\n1,gold\n'), /old_tier, which is archived/);
  });

  test('an email consent column is never mapped to the email address', async () => {
    expectRefused(await imported('external_id,Email consent\n1,yes\n'), /"Email consent"/);
  });

  test('a typo in --map or --ignore suggests the nearest name', async () => {
    const content = 'external_id,Company name\n1,Acme\n';
    expectRefused(
      await imported(content, ['--map', 'compny=Company name']),
      /the field "compny".*did you mean "company"/,
    );
    expectRefused(
      await imported(content, ['--map', 'company=Compny name']),
      /the column "Compny name".*did you mean "Company name"/,
    );
    expectRefused(await imported(content, ['--ignore', 'nope']), /--ignore names the column "nope"/);
  });
});
