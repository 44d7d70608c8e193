import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rows } from '../../support/contacts.js';
import { emulator } from '../../support/emulator.js';
import { imported } from '../../support/import.js';
import { run } from '../../support/io.js';
import { file, workdir } from '../../support/workdir.js';

describe('in CI', () => {
  const content = 'external_id,name,email\nr1,Ada,ada@example.com\nr2,"<Bo> & ""Co"", 50%",nonsense\n';

  test('--junit has a failure for each row that was not imported, as valid XML whatever the row contains', async () => {
    const junit = `${workdir()}/junit.xml`;
    writeFileSync(junit, 'of an earlier job');
    const hostile = `${content}r3,\u0001bell,x\n`;
    expect((await imported(hostile, ['--max-rejects', '5', '--junit', junit])).code).toBe(3);
    const xml = readFileSync(junit, 'utf8');
    expect(xml).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites><testsuite name="contacts import contacts.csv" tests="3" failures="2"/,
    );
    expect(xml).toContain('name="1 of 3 rows settled"');
    expect(xml).toContain(
      '<failure type="bad_email" message="rejected: &quot;email&quot;: nonsense is not an email address">contacts.csv:3</failure>',
    );
    expect(xml).not.toMatch(/[\u0000-\u0008]/);
  });

  test('E-6 an unwritable JUnit report is detected before anything is sent', async () => {
    const { code, api } = await imported(content, [
      '--junit',
      `${file('not a directory', 'plain')}/place.xml`,
    ]);
    expect([code, api.log.all()]).toEqual([2, []]);
  });

  test('in GitHub Actions rows become annotations and the summary a table; stdout stays one document', async () => {
    const api = await emulator();
    const page = `${workdir()}/page.md`;
    const env = { ...api.env, GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: page };
    const path = file(content, 'a,b.csv');
    const { out, err } = await run(['contacts', 'import', path, '--max-rejects', '1', '--json', '--quiet'], {
      env,
    });
    expect(JSON.parse(out).ledger.rejected).toBe(1);
    expect(err).toBe(
      `::error file=${path.replace(',', '%2C')},line=3,title=rejected%3A email::"email": nonsense is not an email address\n`,
    );
    expect(readFileSync(page, 'utf8')).toMatch(
      /^### contacts|^### a,b\.csv → Support\n\n\| rows \| \|\n\|---\|--:\|\n\| created \| 1 \|\n\| rejected \| 1 \|\n\| \*\*read\*\* \| \*\*2\*\* \|\n/,
    );
  });

  test('at most ten annotations are printed, the last with the number of further rows', async () => {
    const api = await emulator();
    const many = `external_id,email\n${Array.from({ length: 25 }, (_, i) => `r${i},bad\n`).join('')}`;
    const { err } = await run(['contacts', 'import', file(many), '--max-rejects', '99', '--quiet'], {
      env: { ...api.env, GITHUB_ACTIONS: 'true' },
    });
    const lines = err.trim().split('\n');
    expect([lines.length, lines.at(-1)]).toEqual([
      10,
      expect.stringMatching(/title=more rows::16 more rows were not imported$/),
    ]);
  });

  test('--report has a line for every row; without it there is no such file', async () => {
    const { directory } = await imported(content, ['--max-rejects', '1']);
    expect(readFileSync(`${directory}/results.csv`, 'utf8').split('\n').length).toBe(1 + 2 + 1);
    const api = await emulator();
    const { out } = await run(['contacts', 'import', file(rows(1)), '--json'], { env: api.env });
    expect(existsSync(`${JSON.parse(out).directory}/results.csv`)).toBe(false);
  });

  test('S-16 formulas are escaped in results.csv', async () => {
    const { directory } = await imported('external_id,name\n=cmd(),x\n', []);
    expect(readFileSync(`${directory}/results.csv`, 'utf8')).toContain("'=cmd()");
  });
});
