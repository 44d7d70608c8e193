import { readFileSync, writeFileSync } from 'node:fs';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { batches, small } from '../../support/contacts.js';
import { emulator, heldContacts } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { file, workdir } from '../../support/workdir.js';

/** An import that stops after its first batch, and where it is. */
async function stopped(content: string | Uint8Array, flags: readonly string[], name = 'contacts.csv') {
  const [api, home, directory] = [await emulator(), workdir(), `${workdir()}/report`];
  api.next(batches, { skip: 1, times: 1, status: 401, body: { message: 'Unauthorized access' } });
  const argv = ['contacts', 'import', file(content, name), '--report', directory, ...small, ...flags];
  expect((await run(argv, { env: api.env, home })).code).toBe(4);
  const resume = async () => {
    const { code, out } = await run(['contacts', 'import', 'resume', directory, '--json'], {
      env: api.env,
      home,
    });
    return { code, summary: JSON.parse(out), held: await heldContacts(api) };
  };
  return { directory, resume };
}

const numbers = Array.from({ length: 25 }, (_, i) => i);

describe('a run that is resumed', () => {
  test('reads its file with the same flags', async () => {
    const text = `Export\nexternal_id;name;company\n${numbers.map((i) => `r${i};Łukasz 5" ${i}\n`).join('')}`;
    const flags = [
      '--skip-lines',
      '1',
      '--quote',
      'none',
      '--short-rows',
      'blank',
      '--encoding',
      'windows-1250',
    ];
    const { resume } = await stopped(iconv.encode(text, 'windows-1250'), flags);
    const { code, held } = await resume();
    expect([code, held.length, held.at(-1)?.name]).toEqual([0, 25, 'Łukasz 5" 24']);
  });

  test('rejects the same damaged rows', async () => {
    const rows = numbers.map((i) => `r${i},Name ${i}\n`).join('');
    const { resume } = await stopped(`external_id,name\nx,5" pipe\n${rows}y,"z\n`, ['--max-rejects', '2']);
    const { summary, held } = await resume();
    expect([summary.ledger, held.length]).toEqual([
      expect.objectContaining({ created: 25, rejected: 2 }),
      25,
    ]);
  });

  test('finds the same nested fields', async () => {
    const people = numbers.map((i) => ({ id_: `r${i}`, fields: { company: `Acme ${i}` } }));
    const flags = ['--id-from', 'id_', '--map', 'company=fields.company'];
    const { resume } = await stopped(JSON.stringify({ data: people }), flags, 'people.json');
    const { code, held } = await resume();
    expect([code, held.at(-1)?.custom_attributes]).toEqual([0, { company: 'Acme 24' }]);
  });

  test('can have been begun by an earlier version, which knew none of these flags', async () => {
    const rows = numbers.map((i) => `r${i},"Name\n${i}"\n`).join('');
    const { directory, resume } = await stopped(`external_id,name\n${rows}`, []);
    const path = `${directory}/manifest.json`;
    const manifest = JSON.parse(readFileSync(path, 'utf8'));
    const { format, encoding, hasHeader } = manifest.reading;
    writeFileSync(path, JSON.stringify({ ...manifest, reading: { format, encoding, hasHeader } }));
    const { code, held } = await resume();
    expect([code, held.length]).toEqual([0, 25]);
  });
});
