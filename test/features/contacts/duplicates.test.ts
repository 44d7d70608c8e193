import { describe, expect, test } from 'vitest';
import { contactsPath } from '../../support/contacts.js';
import { emulator, heldContacts } from '../../support/emulator.js';
import { filled, importInto } from '../../support/import-report.js';

const _batches = `POST ${contactsPath}`;

describe('duplicates in the file', () => {
  const content =
    'external_id,name,email\n1,First,a@example.com\n1,Second,b@example.com\n2,Third,A@EXAMPLE.com\n3,Fourth,c@example.com\n';

  test('G-24 G-25 are rejected by default, and the report names both lines', async () => {
    const result = await importInto(await emulator(), content, ['--max-rejects', '2']);
    expect([result.code, filled(result)]).toEqual([3, { created: 2, rejected: 2 }]);
    expect(result.report('rejects.csv')).toContain('3,,duplicate_id,the same id as line 2');
    expect(result.report('rejects.csv')).toContain('4,,duplicate_email,the same email address as line 2');
  });

  test.each([
    ['first', ['First', 'Fourth']],
    ['last', ['Third', 'Fourth']],
  ])('--duplicates %s sends one of each', async (which, names) => {
    const api = await emulator();
    const doubled =
      'external_id,name,email\n1,First,a@example.com\n2,Third,A@EXAMPLE.com\n3,Fourth,c@example.com\n';
    const result = await importInto(api, doubled, ['--duplicates', which]);
    expect([result.code, filled(result)]).toEqual([0, { created: 2, duplicate: 1 }]);
    expect((await heldContacts(api)).map(({ name }) => name)).toEqual(names);
  });

  test('a row dropped for its email does not drop the rows with its id', async () => {
    const api = await emulator();
    const chained = 'external_id,name,email\n1,A,x@example.com\n2,B,x@example.com\n2,C,c@example.com\n';
    expect((await importInto(api, chained, ['--duplicates', 'first'])).code).toBe(0);
    expect((await heldContacts(api)).map(({ external_id, name }) => [external_id, name])).toEqual([
      ['1', 'A'],
      ['2', 'C'],
    ]);
  });

  test('--duplicates last keeps the last of many, and rejects chains in which an id would vanish', async () => {
    const api = await emulator();
    const many = 'external_id,name,email\n1,A,x@example.com\n1,B,x@example.com\n1,C,y@example.com\n';
    expect(filled(await importInto(api, many, ['--duplicates', 'last']))).toEqual({
      created: 1,
      duplicate: 2,
    });
    expect((await heldContacts(api)).map(({ name }) => name)).toEqual(['C']);
    for (const chain of [
      'A,x@e.de\nA,y@e.de\nB,y@e.de\n',
      'A,x@e.de\nB,y@e.de\nA,y@e.de\n',
      'A,x@e.de\nB,x@e.de\nB,z@e.de\n',
    ]) {
      const result = await importInto(await emulator(), `external_id,email\n${chain}`, [
        '--duplicates',
        'last',
        '--max-rejects',
        '1',
      ]);
      expect([result.code, result.summary.rejectedBy], chain).toEqual([3, { duplicate_chain: 1 }]);
    }
  });

  test('the line number of a duplicate is correct after cells with line breaks', async () => {
    const result = await importInto(await emulator(), 'external_id,name\n1,"a\nb\nc"\n2,x\n2,y\n', [
      '--max-rejects',
      '1',
    ]);
    expect(result.report('rejects.csv')).toContain('6,,duplicate_id,the same id as line 5');
  });

  test('G-24 ids that differ only in case, whitespace or Unicode form are sent and counted', async () => {
    const api = await emulator();
    const content = 'external_id\nAbc\nabc\ncaf\u00e9\ncafe\u0301\nab\u200bc\n';
    const result = await importInto(api, content, ['--ids', 'as-is']);
    expect([filled(result), result.summary.notes.nearDuplicates]).toEqual([{ created: 5 }, 3]);
  });
});
