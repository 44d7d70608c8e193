import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { savedMap } from '../../../src/contacts/columns/map-file.js';
import { cli, shell } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { onScreen } from '../../support/screen.js';
import { workdir } from '../../support/workdir.js';

const hubspot = [
  'Record ID,First Name,Last Name,Email,Company Name,Contact owner,Seats bought,Unsubscribed from all email',
  '1,Asha,Rao,asha@example.com,Tea Palace,Kim,12,No',
  '2,Bo,Lin,bo@example.com,Coffee Hut,Kim,3,Yes',
].join('\n');

const region = { name: 'region', label: 'Region', type: 'text', archived: false, raw: {} } as const;
const unsubscribed = 'Unsubscribed from all email';

function fileIn(cwd: string, name = 'hubspot.csv'): string {
  writeFileSync(`${cwd}/${name}`, `${hubspot}\n`);
  return name;
}

describe('unmapped columns where cbase cannot ask', () => {
  test('are one error, with those about consent, proposals and a command that can be pasted', async () => {
    const api = await emulator();
    const cwd = workdir();
    const argv = ['contacts', 'import', fileIn(cwd), '--max-rejects', '2%'];
    const { code, err } = await cli(argv, { env: api.env, cwd });
    expect(code).toBe(2);
    expect(err).toContain(
      'Unmapped columns: "Company Name" (probably company), "Contact owner", "Seats bought"; "Unsubscribed from all email" about consent, which is left out by name only',
    );
    const command = err.split('\n').find((line) => line.startsWith('  cbase ')) ?? '';
    expect(command).toBe(
      "  cbase contacts import hubspot.csv --max-rejects 2% --map 'company=Company Name' --ignore 'Contact owner' --ignore 'Seats bought' --ignore 'Unsubscribed from all email'",
    );
    const pasted = await shell(command, { env: api.env, cwd });
    expect([pasted.code, pasted.err]).toEqual([0, '']);
    expect(pasted.out).toMatch(/created\s+2/);
  });

  test('come as fields for programs', async () => {
    const api = await emulator();
    const cwd = workdir();
    const { out } = await cli(['contacts', 'import', fileIn(cwd), '--json'], { env: api.env, cwd });
    expect(JSON.parse(out).error).toMatchObject({
      command: expect.stringContaining('--map'),
      details: {
        columns: ['Company Name', 'Contact owner', 'Seats bought', unsubscribed],
        unmapped: [
          { column: 'Company Name', line: 2, proposal: 'company', isConsent: false },
          { column: 'Contact owner', proposal: null },
          { column: 'Seats bought' },
          { column: unsubscribed, proposal: null, isConsent: true },
        ],
      },
    });
  });

  test('keep no rows, and --unknown-columns ignore leaves only those about consent', async () => {
    const api = await emulator();
    const [cwd, home] = [workdir(), workdir()];
    const argv = ['contacts', 'import', fileIn(cwd), '--unknown-columns', 'ignore'];
    const { err } = await cli(argv, { env: { ...api.env, HOME: home }, cwd });
    expect(err).toContain('Unmapped column: "Unsubscribed from all email" about consent');
    const runs = `${home}/.local/state/cbase/runs`;
    expect(existsSync(runs) ? readdirSync(runs) : []).toEqual([]);
  });
});

describe('unmapped columns on a terminal', () => {
  test('are asked about one by one; the answers are saved and used again', { timeout: 60_000 }, async () => {
    const api = await emulator();
    const [cwd, home] = [workdir(), workdir()];
    const options = { env: api.env, cwd, home };
    const screen = onScreen(['contacts', 'import', fileIn(cwd)], options);
    await screen.until('1 of 4: "Company Name" (2 values, such as Tea Palace, Coffee Hut)');
    await screen.until('❯ company (text)');
    screen.type('\r');
    await screen.until('2 of 4: "Contact owner"');
    await screen.until('❯ Leave it out');
    screen.type('\r');
    await screen.until('3 of 4: "Seats bought"');
    screen.type('\u001b[B');
    await screen.until('❯ New attribute seats_bought (number)');
    await screen.until('Permanent');
    screen.type('\r');
    await screen.until('about consent');
    screen.type('\r');
    await screen.until('Your answers are saved in hubspot.map.json; next time add: --map-file');
    await screen.until('Permanently created: seats_bought (number');
    expect(await screen.exit).toBe(0);
    expect(await screen.seen()).toContain('Recognized as an export of HubSpot');
    const saved = JSON.parse(readFileSync(`${cwd}/hubspot.map.json`, 'utf8'));
    expect(saved.columns.slice(4)).toEqual([
      { column: 'Company Name', to: 'custom_attributes.company', type: 'text' },
      { column: 'Contact owner', to: null },
      { column: 'Seats bought', to: 'custom_attributes.seats_bought', type: 'number' },
      { column: unsubscribed, to: null },
    ]);
    const again = await cli(
      ['contacts', 'import', 'hubspot.csv', '--map-file', 'hubspot.map.json', '--on-conflict', 'update'],
      { env: { ...api.env, HOME: home }, cwd },
    );
    expect([again.code, again.out]).toEqual([0, expect.stringMatching(/unchanged\s+2/)]);
    expect(again.out).not.toContain('Left out (--map-file)');
  });

  test('Ctrl-C at a question changes nothing', { timeout: 30_000 }, async () => {
    const api = await emulator();
    const [cwd, home] = [workdir(), workdir()];
    const screen = onScreen(['contacts', 'import', fileIn(cwd)], { env: api.env, cwd, home });
    await screen.until('1 of 4');
    screen.type('\u0003');
    expect(await screen.exit).toBe(130);
    expect(readdirSync(cwd)).toEqual(['hubspot.csv']);
    expect(api.seen('POST /chatbots/b1/contacts')).toEqual([]);
  });

  test('are not asked about with --json or --no-input', { timeout: 30_000 }, async () => {
    const api = await emulator();
    const cwd = workdir();
    for (const flag of ['--json', '--no-input']) {
      const screen = onScreen(['contacts', 'import', fileIn(cwd), flag], { env: api.env, cwd });
      expect(await screen.exit, flag).toBe(2);
      expect(await screen.seen()).toContain('Unmapped columns: ');
    }
  });
});

test('a saved mapping with an attribute that the bot lacks says so, and creates it with --yes', async () => {
  const api = await emulator();
  const cwd = workdir();
  writeFileSync(`${cwd}/a.csv`, 'external_id,Region\n1,North\n');
  const columns = [
    { index: 0, header: 'external_id', target: { kind: 'field', field: 'external_id' } },
    { index: 1, header: 'Region', target: { kind: 'attribute', attribute: region } },
  ] as const;
  writeFileSync(`${cwd}/map.json`, JSON.stringify(savedMap(columns, null)));
  const argv = ['contacts', 'import', 'a.csv', '--map-file', 'map.json'];
  const refused = await cli(argv, { env: api.env, cwd });
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('--yes')]);
  const created = await cli([...argv, '--yes'], { env: api.env, cwd });
  expect([created.code, created.err]).toEqual([0, expect.stringContaining('Permanently created: region')]);
});
