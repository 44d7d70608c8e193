import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { expectRefused, imported, summaryOf } from '../../support/import-file.js';
import { run } from '../../support/io.js';

const lenient = ['--max-rejects', '9', '--json'];

function reportOf({ out }: { readonly out: string }): readonly Record<string, string>[] {
  const [path = ''] = (JSON.parse(out) as { files: string[] }).files;
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const idsOf = (read: { readonly held: readonly { readonly external_id?: unknown }[] }) =>
  read.held.map(({ external_id }) => external_id);

describe('JSON lines', () => {
  test.each([
    ['{"external_id":"b","name":"Bo', 'this is not valid JSON'],
    ['{"external_id":"b","name":"Bo}', 'this is not valid JSON'],
    ['{"external_id" "b"}', 'this is not valid JSON'],
    ['external_id: b', 'this is not valid JSON'],
    ['"b"', 'this is not a JSON object'],
    ['12', 'this is not a JSON object'],
  ])('with a line that is %j lose that line, and its text is reported', async (bad, message) => {
    const content = `{"external_id":"a","name":"Ann"}\n${bad}\n{"external_id":"c","name":"Cy"}\n`;
    const read = await imported(content, lenient, 'contacts.ndjson');
    expect([read.code, idsOf(read)]).toEqual([3, ['a', 'c']]);
    expect(reportOf(read)).toEqual([
      { _text: bad, _line: '2', _column: '', _code: 'bad_json', _message: message },
    ]);
    const strict = await imported(content, [], 'contacts.ndjson');
    expect([strict.code, strict.posts]).toEqual([6, 0]);
    expect(strict.out).toContain(`line 2: ${message}`);
  });

  test('with a bad first line are still JSON lines', async () => {
    const read = await imported('{"external_id":\n{"external_id":"b"}\n{"external_id":"c"}\n', lenient);
    expect(idsOf(read)).toEqual(['b', 'c']);
  });

  test('by their ending are read as such, whatever the first line is', async () => {
    const read = await imported(
      '# people\n{"external_id":"b"}\n{"external_id":"c"}\n',
      lenient,
      'people.ndjson',
    );
    expect([idsOf(read), summaryOf(read).ledger.rejected]).toEqual([['b', 'c'], 1]);
  });

  test('reports of lines that are no JSON can be imported again', async () => {
    const read = await imported(
      '{"external_id":"a"}\n{"external_id":"b"\n{"external_id":"c","email":"no"}\n',
      lenient,
      'contacts.ndjson',
    );
    const [path = ''] = (JSON.parse(read.out) as { files: string[] }).files;
    const again = await run(['contacts', 'import', path, '--json'], { env: read.api.env });
    expect(JSON.parse(again.out)).toMatchObject({ rejectedBy: { no_id: 1, bad_email: 1 } });
  });

  test.each([
    ['objects over several lines', '{\n  "external_id": "a"\n}\n{\n  "external_id": "b"\n}\n'],
    ['objects with commas between them', '{"external_id":"a"},\n{"external_id":"b"}\n'],
    ['several objects on a line', '{"external_id":"a"} {"external_id":"b"}\n'],
    ['carriage returns', '{"external_id":"a"}\r{"external_id":"b"}\r'],
  ])('as %s are read as well', async (_, content) => {
    expect(idsOf(await imported(content))).toEqual(['a', 'b']);
  });
});

describe('what JSON.parse would settle without a word', () => {
  test.each<[string, string, string]>([
    [
      '{"external_id":"b","email":"b@example.com","email":"c@example.com"}',
      'duplicate_key',
      '"email" occurs twice',
    ],
    [
      '{"external_id":"b","custom_attributes":{"seats":1,"seats":2}}',
      'duplicate_key',
      '"custom_attributes.seats" occurs twice',
    ],
    [
      '{"external_id":9007199254740991.4}',
      'inexact_number',
      '"external_id": 9007199254740991.4 would be rounded',
    ],
    [
      '{"external_id":"b","custom_attributes":{"seats":0.12345678901234567890}}',
      'inexact_number',
      '0.12345678901234567890 would be rounded',
    ],
    ['{"external_id":"b","custom_attributes":{"seats":1e400}}', 'inexact_number', '1e400 would be rounded'],
  ])('in %j rejects the row: %s', async (bad, code, message) => {
    for (const content of [`[{"external_id":"a"},\n${bad}]`, `{"external_id":"a"}\n${bad}\n`]) {
      const read = await imported(content, lenient, 'contacts.json');
      expect(idsOf(read)).toEqual(['a']);
      expect(reportOf(read)[0]).toMatchObject({ _code: code, _message: expect.stringContaining(message) });
    }
  });

  test.each([
    ['{"external_id":"b","custom_attributes":{"seats":12.50}}', { seats: 12.5 }],
    ['{"external_id":"b","custom_attributes":{"seats":1.5e3}}', { seats: 1500 }],
    [
      '{"external_id":"b","lat":0.12345678901234567890,"lat":1,"custom_attributes":{"seats":1}}',
      { seats: 1 },
    ],
  ])('is nothing in %j', async (content, attributes) => {
    const read = await imported(content, content.includes('lat') ? ['--ignore', 'lat'] : [], 'contacts.json');
    expect(read.held.map((contact) => contact.custom_attributes)).toEqual([attributes]);
  });

  test('a long integer is an id with all its digits', async () => {
    expect(idsOf(await imported('[{"external_id":12345678901234567}]'))).toEqual(['12345678901234567']);
  });
});

describe('an array', () => {
  test.each([
    ['[,{"external_id":"a"}]', /line 1: a comma stands where an object should be/],
    ['[{"external_id":"a"}{"external_id":"b"}]', /line 1, element 2: a comma is missing before this object/],
    ['[{"external_id":"a"},,{"external_id":"b"}]', /a comma stands where an object should be/],
    ['[{"external_id":"a"},]', /a comma follows the last object of the array/],
    [
      '[{"external_id":"a"},{"external_id":"b"},{"external_id" 3}]',
      /line 1, element 3: the object is not valid JSON/,
    ],
    ['[{"external_id":"a"},7]', /line 1, element 2: found something other than a JSON object/],
    [
      `[{"external_id":"a","name":${'['.repeat(5000)}${']'.repeat(5000)}}]`,
      /line 1: the object is nested more than \d+ levels deep/,
    ],
  ])('%j is refused', async (content, words) => {
    expectRefused(await imported(content, [], 'contacts.json'), words);
  });

  test('on one line names the element of each fault', async () => {
    const read = await imported(
      '[{"external_id":"a"},{"external_id":"b"},{"external_id":"c","email":"no"}]',
      ['--max-rejects', '1'],
    );
    expect(read.out).toContain('line 1, element 3: "email": no is not an email address');
  });
});

describe('an envelope', () => {
  const people = '[{"external_id":"j-1","name":"Ann"},{"external_id":"j-2","name":"Bo"}]';

  test.each([
    [`{"data":${people},"total":2}`, 'data'],
    [`{"contacts":{"data":${people},"page":1},"total":2}`, 'contacts.data'],
    [`{"tags":["a","b"],"_links":[{"rel":"self"}],"members":${people}}`, 'members'],
    [`{\n  "paging": {"next": null},\n  "results": ${people}\n}\n`, 'results'],
  ])('%j is opened', async (content, path) => {
    const read = await imported(content, ['--json'], 'contacts.json');
    expect([idsOf(read), summaryOf(read).input.dialect]).toEqual([
      ['j-1', 'j-2'],
      `JSON, the array "${path}", UTF-8`,
    ]);
  });

  test('of any size is read in pieces, with lines', async () => {
    const many = Array.from(
      { length: 20_000 },
      (_, i) => `  {"external_id":"p${i}","name":"${'x'.repeat(60)}"}`,
    );
    const content = `{\n"total": 1,\n"data": [\n${many.join(',\n')},\n{"external_id":""}\n], "x": 1}`;
    const read = await imported(content, lenient, 'contacts.json');
    expect([read.held.length, reportOf(read)[0]?._line]).toEqual([20_000, '20004']);
  });

  test('that is what `api GET` prints can be imported', async () => {
    const read = await imported('external_id,name\n1,Ann\n');
    const printed = await run(['api', 'GET', 'chatbots/b1/contacts'], { env: read.api.env });
    const again = await imported(printed.out, [], 'contacts.json');
    expect(idsOf(again)).toEqual(['1']);
  });

  test('with several arrays is refused, and they are named', async () => {
    expectRefused(
      await imported(`{"people":${people},"bots":[{"x":1}]}`, [], 'contacts.json'),
      /several arrays of objects: people, bots.*jq '\.people'/,
    );
  });

  test('with an empty array has no rows', async () => {
    const read = await imported('{"data":[],"total":0}', ['--json'], 'contacts.json');
    expect([read.code, summaryOf(read).input.rows]).toEqual([0, 0]);
  });

  test('is not a single contact with a list inside', async () => {
    const content = '{"external_id":"a","orders":[{"n":1}]}';
    expect(idsOf(await imported(content, ['--ignore', 'orders'], 'contacts.json'))).toEqual(['a']);
  });
});

describe('nested fields', () => {
  const content = '[{"contact_id":"b3","custom_fields":{"company_name":"Acme","deep":{"city":"Oslo"}}}]';

  test('are columns by their paths when they are mapped', async () => {
    const flags = [
      '--id-from',
      'contact_id',
      '--map',
      'company=custom_fields.company_name',
      '--map',
      'name=custom_fields.deep.city',
    ];
    const read = await imported(content, flags, 'contacts.json');
    expect(read.held).toMatchObject([
      { external_id: 'b3', name: 'Oslo', custom_attributes: { company: 'Acme' } },
    ]);
  });

  test('that are not mapped are named by their paths', async () => {
    const flags = ['--id-from', 'contact_id', '--map', 'company=custom_fields.company_name'];
    expectRefused(
      await imported(content, flags, 'contacts.json'),
      /Unmapped column: "custom_fields\.deep\.city"/,
    );
    const left = await imported(content, [...flags, '--ignore', 'custom_fields.deep.city'], 'contacts.json');
    expect(left.held.map((contact) => contact.custom_attributes)).toEqual([{ company: 'Acme' }]);
  });

  test('can be ignored as a whole, as before', async () => {
    const read = await imported(
      content,
      ['--id-from', 'contact_id', '--ignore', 'custom_fields'],
      'contacts.json',
    );
    expect(idsOf(read)).toEqual(['b3']);
  });
});

test('20,000 objects with a key of their own each are refused with the limit', async () => {
  const content = Array.from({ length: 20_000 }, (_, i) => `{"external_id":"a${i}","k${i}":1}`).join('\n');
  expectRefused(await imported(content, [], 'contacts.ndjson'), /has more than 2,000 columns/);
});

test('a key with a control character or half a character is cleaned, and that is told', async () => {
  const read = await imported(
    '[{"external_id":"a","na\\u0007me":"Ann","em\\ud800ail":"a@example.com"}]',
    ['--json'],
    'c.json',
  );
  expect(read.held.map(({ name, email }) => [name, email])).toEqual([['Ann', 'a@example.com']]);
  expect(summaryOf(read).input.notes).toEqual([{ code: 'header_cleaned', count: 2, line: 1 }]);
});
