import { describe, expect, test } from 'vitest';
import { cli, shell } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { imported } from '../../support/import.js';
import { file, workdir } from '../../support/workdir.js';

const people = (rows: number, from = 0) =>
  `external_id,name\n${Array.from({ length: rows }, (_, i) => `p${from + i},Ada`).join('\n')}\n`;

describe('what a dry run says of the run', () => {
  test('requests, time, credits and room, and the command line without --dry-run', async () => {
    const api = await emulator();
    const cwd = workdir();
    const path = file(people(2500));
    const { out } = await cli(['contacts', 'import', path, '--dry-run', '--max-rejects', '5'], {
      env: api.env,
      cwd,
    });
    expect(out).toContain('Cost: 5 requests (2 lookups, 3 batches), less than a minute, no credits');
    expect(out).toMatch(
      /^Contacts: [\d,]+ now, [\d,]+ after it; the limit of your plan is in the dashboard/m,
    );
    const [, command = ''] = /^Now run it without --dry-run:\n {2}(.*)$/m.exec(out) ?? [];
    expect(command).toBe(`cbase contacts import ${path} --max-rejects 5`);
    const requests = () =>
      [
        'GET /chatbots/b1/contacts',
        'POST /chatbots/b1/contacts',
        'GET /chatbots/b1/custom-attributes',
      ].flatMap((call) => api.seen(call)).length;
    const before = requests();
    const ran = await shell(command, { env: api.env, cwd });
    expect(ran.out).toMatch(/created\s+2,500/);
    expect(requests() - before).toBe(5);
  });

  test('a limit of requests is the present rate', async () => {
    const { summary } = await imported(people(2500), ['--dry-run', '--rate', '2/m', '--batch-size', '100']);
    expect(summary.price).toMatchObject({ requests: 27, batches: 25, seconds: 810, credits: 0 });
  });

  test('lookups are counted with those of --key email', async () => {
    const api = await emulator();
    const content = 'email,name\nann@x.co,Ann\n';
    const { summary } = await imported(content, ['--dry-run', '--key', 'email', '--derive-ids'], api);
    const pages = api.seen('GET /chatbots/b1/contacts').length;
    expect(pages).toBe(2);
    expect([summary.pagesRead, summary.price.lookups]).toEqual([pages, pages + 1]);
  });

  test('too many rejects: no next command, and what would be sent', async () => {
    const api = await emulator();
    const { out } = await cli(['contacts', 'import', file(`${people(2)},x\n`), '--dry-run'], {
      env: api.env,
    });
    expect(out).toMatch(/would be sent\s+2/);
    expect(out).not.toContain('Now run it');
    expect(out).toContain('--report DIR writes them to a file');
  });
});

test('skipped contacts exist, and the flag that would update them is named', async () => {
  const api = await emulator();
  const argv = ['contacts', 'import', file(people(2))];
  await cli(argv, { env: api.env });
  const { out } = await cli(argv, { env: api.env });
  expect(out).toMatch(/skipped\s+2 {3}already exist; --on-conflict update would update them/);
  const updated = await cli(
    ['contacts', 'import', file(people(2).replaceAll('Ada', 'Bo')), '--on-conflict', 'update'],
    { env: api.env },
  );
  expect(updated.out).toMatch(/updated\s+2\n/);
});

test('a check against a file of attributes has no bot, and its next command goes to the network', async () => {
  const api = await emulator();
  const cwd = workdir();
  await shell('cbase attrs list --json > a.json', { env: api.env, cwd });
  const argv = ['contacts', 'import', file(people(1)), '--dry-run', '--schema', 'a.json', '--json'];
  const { out } = await cli(argv, { cwd });
  const summary = JSON.parse(out);
  expect(summary.bot).toEqual({ id: null, name: 'a.json' });
  expect(summary.next).toBe(`cbase contacts import ${argv[2]} --json`);
});
