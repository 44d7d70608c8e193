import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cli } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { imported } from '../../support/import.js';
import { file, workdir } from '../../support/workdir.js';

/** 150 rows as a German spreadsheet writes them: three faults in each. */
const german = [
  'external_id;Newsletter;Customer since;Seats',
  ...Array.from({ length: 150 }, (_, i) => `c${i};${i % 2 === 0 ? 'ja' : 'nein'};31.12.2023;1.234,5`),
].join('\n');

describe('a fault in every row', () => {
  test('is shown once, by column and value, with the flags that accept it', async () => {
    const api = await emulator();
    const path = file(german);
    const { code, out } = await cli(['contacts', 'import', path, '--dry-run'], { env: api.env });
    expect(code).toBe(6);
    expect(out).toContain('bad_boolean 150, bad_date 150, bad_number 150');
    expect(out).toContain(
      [
        '  Newsletter: "ja" 75 rows, "nein" 75 rows',
        '    line 2: ja is not true, false, yes, no, 1 or 0; name other words with --true and --false',
        '    Accept them with: --true ja --false nein',
        '  Customer since: "31.12.2023" 150 rows',
      ].join('\n'),
    );
    expect(out).toContain('    Accept them with: --date-format DD.MM.YYYY');
    expect(out).toContain('    Accept them with: --decimal ,');
    const flags = ['--true', 'ja', '--false', 'nein', '--date-format', 'DD.MM.YYYY', '--decimal', ','];
    const accepted = await cli(['contacts', 'import', path, ...flags, '--json'], { env: api.env });
    expect([accepted.code, JSON.parse(accepted.out).ledger.created]).toEqual([0, 150]);
  });

  test('is counted in the summary, beside the first fault of each row, and listed whole in the rejects', async () => {
    const { summary, directory } = await imported(german);
    expect(summary.rejectedBy).toEqual({ bad_boolean: 150 });
    expect(summary.faultsBy).toEqual({ bad_boolean: 150, bad_date: 150, bad_number: 150 });
    expect(summary.faultGroups[0]).toMatchObject({
      column: 'Newsletter',
      values: [
        { value: 'ja', rows: 75, line: 2 },
        { value: 'nein', rows: 75, line: 3 },
      ],
    });
    const [, first = ''] = readFileSync(`${directory}/rejects.csv`, 'utf8').split('\n');
    expect(first).toContain('bad_boolean; bad_date; bad_number');
  });

  test('is a line of the job summary, and part of each JUnit failure', async () => {
    const api = await emulator();
    const directory = workdir();
    const env = { ...api.env, GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: `${directory}/summary.md` };
    const argv = ['contacts', 'import', file(german), '--dry-run', '--junit', `${directory}/junit.xml`];
    await cli(argv, { env });
    expect(readFileSync(`${directory}/summary.md`, 'utf8')).toContain(
      '| Newsletter | bad\\_boolean | 150 | ja (75), nein (75) |',
    );
    expect(readFileSync(`${directory}/junit.xml`, 'utf8')).toContain('31.12.2023 is not a date');
  });

  test('of many values names five; what could harm a terminal is escaped', async () => {
    const rows = Array.from({ length: 17 }, (_, i) => `c${i},bad\u001b[31m${i}`);
    const { out } = await cli(
      ['contacts', 'import', file(`external_id,email\n${rows.join('\n')}\n`), '--dry-run'],
      { env: (await emulator()).env },
    );
    expect(out).not.toContain('\u001b[31m');
    expect(out).toMatch(/ {2}email: "bad\^\[\[31m0" on line 2, .* and 12 more values$/m);
  });
});

test('six faults are six lines; one kind too many costs no line of its own', async () => {
  const rows = ['1,a@b', '2,x@y.co,3', '3', ',e@x.co', '5,f f@x.co', '5,g@x.co', '6,x@y.co'];
  const { out } = await cli(
    ['contacts', 'import', file(`external_id,email\n${rows.join('\n')}\n`), '--dry-run'],
    { env: (await emulator()).env },
  );
  expect(out).not.toMatch(/and 1 more/);
  expect(out).toContain('  email: "a@b" on line 2, "f f@x.co" on line 6');
  expect(out).toContain('  line 3: expected 2 cells, found 3\n  line 4: expected 2 cells, found 1\n');
});
