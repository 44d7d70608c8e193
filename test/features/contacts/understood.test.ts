import { describe, expect, test } from 'vitest';
import { emulator } from '../../support/emulator.js';
import { filled, imported } from '../../support/import.js';
import { run } from '../../support/io.js';
import { file, workdir } from '../../support/workdir.js';

const people = [
  'Contact ID,First Name,Last Name,E-mail,Mobile,Company,Seats',
  'crm-1,Asha,Rao,not an address,,,',
  'crm-2,Bo,Lin,bo@example.com,+49 30\u2011123,Tea Palace,12',
  '',
].join('\n');

const shown = `column                  → field           line 3, as it is sent
Contact ID              → external_id     crm-2
First Name + Last Name  → name            Bo Lin
E-mail                  → email           bo@example.com
Mobile                  → phonenumber     +49 30-123
Company                 → company (text)  Tea Palace
Seats                   → seats (number)  12
`;

describe('what was understood', () => {
  const flags = ['--max-rejects', '1'];

  test('is shown on stderr in a dry run, with the first good row; stdout is the summary alone', async () => {
    const api = await emulator();
    const argv = ['contacts', 'import', file(people), '--dry-run', ...flags];
    const { out, err } = await run(argv, { env: api.env });
    expect(err).toBe(shown);
    expect(out).toMatch(/^\S+\.csv \(CSV.*dry run/);
    expect(out).toContain('1 phone number was rewritten in plain characters (Mobile 1)');
    for (const quiet of ['--quiet', '--json'])
      expect((await run([...argv, quiet], { env: api.env })).err, quiet).toBe('');
  });

  test('is part of the document of a dry run, and of no other: a report of a run holds no contact', async () => {
    const dry = await imported(people, ['--dry-run', ...flags]);
    expect(dry.summary.understood).toMatchObject({
      line: 3,
      fields: [{ field: 'external_id', from: 'Contact ID', value: 'crm-2' }, {}, {}, {}, {}, {}],
    });
    expect((await imported(people, flags)).summary.understood).toBeNull();
  });

  test('is shown once on a terminal before anything is sent, and not in a pipe', async () => {
    const api = await emulator();
    const argv = ['contacts', 'import', file(people), ...flags, '--report', `${workdir()}/r`];
    const piped = await run(argv, { env: api.env });
    expect(piped.err).not.toContain('as it is sent');
    const typed = await run(argv.slice(0, -2), { env: { ...api.env, CI: '1' }, tty: true, columns: 120 });
    expect(typed.err.split('as it is sent')).toHaveLength(2);
  });

  test('fits into eighty columns', async () => {
    const long = 'x'.repeat(100);
    const content = `external_id,First Name,Middle Name,Last Name,${long}\n1,${long},${long},${long},\n`;
    const api = await emulator();
    const { err } = await run(['contacts', 'import', file(content), '--dry-run'], { env: api.env });
    expect(Math.max(...err.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(err).toContain('First Name + Middle Name + Last…  → name');
  });

  test('says how ids come about that no column holds', async () => {
    const dry = async (...more: string[]) =>
      (
        await imported('email,Mobile,Phone\na@example.com,,030 1\n', [
          '--dry-run',
          '--ignore',
          'Mobile',
          ...more,
        ])
      ).summary.understood.fields[0];
    expect([await dry('--derive-ids'), await dry('--key', 'email', '--derive-ids')]).toMatchObject([
      { field: 'external_id', from: 'derived from email' },
      { field: 'external_id', from: 'the contact with email, else derived from email' },
    ]);
  });

  test('has no value where no row would be sent', async () => {
    const dry = await imported('external_id,email\n1,no\n', ['--dry-run']);
    expect(dry.summary.understood.fields.map(({ value }: { value: string }) => value)).toEqual(['', '']);
  });
});

describe('--dry-run --schema', () => {
  async function schemaFile(): Promise<string> {
    const api = await emulator();
    const { out } = await run(['attrs', 'list', '--json'], { env: api.env });
    return file(out, 'attributes.json');
  }

  test('checks a file against the output of attrs list, without key, network or bot', async () => {
    const argv = ['contacts', 'import', file(people), '--dry-run', '--schema', await schemaFile(), '--json'];
    const { code, out } = await run([...argv, '--max-rejects', '1']);
    const { ledger, bot } = JSON.parse(out);
    expect([code, filled(ledger), bot.name]).toEqual([3, { created: 1, rejected: 1 }, 'attributes.json']);
    expect((await run(argv)).code).toBe(6);
  });

  test('says that existing contacts are not looked up, and names what the schema lacks', async () => {
    const schema = await schemaFile();
    const good = await run(['contacts', 'import', file('external_id\n1\n'), '--dry-run', '--schema', schema]);
    expect(good.err).toContain('without the network: existing contacts are not looked up');
    const bad = await run([
      'contacts',
      'import',
      file('external_id,zeta\n1,2\n'),
      '--dry-run',
      '--schema',
      schema,
    ]);
    expect([bad.code, bad.err]).toEqual([2, expect.stringContaining('Unmapped column: "zeta"')]);
  });

  test('accepts the answer of the API itself', async () => {
    const api = await emulator();
    const { json } = await api.ask('GET', '/chatbots/b1/custom-attributes');
    const argv = ['--dry-run', '--schema', file(JSON.stringify(json), 'answer.json'), '--max-rejects', '1'];
    expect((await run(['contacts', 'import', file(people), ...argv])).code).toBe(3);
  });

  test.each([
    [['--schema', 'SCHEMA'], 'nothing can be sent'],
    [['--schema', 'SCHEMA', '--dry-run', '--key', 'email'], '--key email looks up contacts'],
    [['--schema', 'OTHER', '--dry-run'], 'is not a list of attributes'],
  ])('%j is refused', async (flags, words) => {
    const files: Readonly<Record<string, string>> = {
      SCHEMA: await schemaFile(),
      OTHER: file('{"a":1}', 'o.json'),
    };
    const argv = flags.map((flag) => files[flag] ?? flag);
    const { code, err } = await run(['contacts', 'import', file(people), ...argv]);
    expect([code, err]).toEqual([2, expect.stringContaining(words)]);
  });

  test('asks nothing of an account that is set', async () => {
    const api = await emulator();
    const argv = ['contacts', 'import', file(people), '--dry-run', '--schema', await schemaFile()];
    await run(argv, { env: api.env });
    expect(api.log.all()).toEqual([]);
  });
});
