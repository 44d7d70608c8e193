import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sumIn, summedLine } from '../../../src/contacts/journal/journal.js';
import { batches, small } from '../../support/contacts.js';
import { emulator, heldIds } from '../../support/emulator.js';
import { filesIn, going, halted, importing, type Place, place } from '../../support/import-runs.js';
import { workdir } from '../../support/workdir.js';

describe('the journal', () => {
  test('I-6 contains the rows of a batch before the server receives it', async () => {
    const [api, at] = [await emulator(), place()];
    const seen: (readonly [first: string, isWritten: boolean])[] = [];
    const original = api.log.add.bind(api.log);
    api.log.add = (request, raw, body) => {
      const added = original(request, raw, body);
      if (request.method === 'POST') {
        const first = Number(added.externalIds?.[0]?.slice(1));
        const journal = readFileSync(`${at.directory}/journal.ndjson`, 'utf8');
        seen.push([
          `r${first}`,
          journal.includes(`"kind":"intent","batch":${first / 10 + 1},"rows":"${first}-${first + 9}"`),
        ]);
      }
      return added;
    };
    await importing(api, at);
    expect(seen).toEqual([
      ['r0', true],
      ['r10', true],
      ['r20', true],
    ]);
  });

  test('S-28 contains no name, address or id of a contact, even if the server echoes them', async () => {
    const [api, at] = [await emulator({ refused: new Set(['r4', 'r17']) }), place()];
    api.next(batches, {
      skip: 2,
      status: 400,
      body: { message: 'p7@example.com and Name 7 at +49 30 1234567 are wrong' },
    });
    await importing(api, at);
    const journal = readFileSync(`${at.directory}/journal.ndjson`, 'utf8');
    expect(journal).toContain('Name is not allowed: …');
    expect(journal.match(/p\d+@|Name \d+|1234567|"r\d+"/g)).toBeNull();
    for (const name of ['journal.ndjson', 'manifest.json', 'summary.json'])
      expect(statSync(`${at.directory}/${name}`).mode & 0o777).toBe(0o600);
    expect(statSync(at.directory).mode & 0o777).toBe(0o700);
  });

  const journalOf = ({ directory }: Place) => `${directory}/journal.ndjson`;

  test('E-10 a torn last line is dropped, and its batch is looked up', async () => {
    const [api, at] = await halted();
    truncateSync(journalOf(at), statSync(journalOf(at)).size - 7);
    expect((await going(api, at, 'resume')).code).toBe(0);
    expect(new Set(await heldIds(api)).size).toBe(30);
    expect((await heldIds(api)).length).toBe(30);
  });

  const middle = (change: (line: string) => string) => (path: string) => {
    const lines = readFileSync(path, 'utf8').split('\n');
    lines[2] = change(lines[2] ?? '');
    writeFileSync(path, lines.join('\n'));
  };

  test.each<readonly [string, (path: string) => void, string]>([
    [
      'a changed line in the middle',
      middle((line) => line.replace('0-9', '0-8')),
      'Line 3 of journal.ndjson is damaged',
    ],
    ['a missing line', middle(() => '{}'), 'Line 3 of journal.ndjson is damaged'],
    ['a repeated line', middle((line) => `${line}\n${line}`), 'Line 4 of journal.ndjson is damaged'],
    ['a line of NULs', middle(() => '\0'.repeat(80)), 'Line 3 of journal.ndjson is damaged'],
    [
      'no JSON',
      (path) => writeFileSync(path, 'hello\nworld\n'),
      'Line 1 of journal.ndjson is not the start of an import journal',
    ],
    [
      'another program',
      (path) => writeFileSync(path, '{"a":1}\n'),
      'Line 1 of journal.ndjson is not the start of an import journal',
    ],
    [
      'a newer cbase',
      (path) => {
        const newer = { kind: 'begin', version: 99, run: 'x', sha256: 'x', rows: 1 };
        writeFileSync(path, `${summedLine(newer, '')}\n`);
      },
      'newer cbase',
    ],
  ])(
    'E-11 that contains %s stops a resume with exit code 70: nothing is sent, no file changes',
    async (_, damage, words) => {
      const [api, at] = await halted();
      damage(journalOf(at));
      const before = filesIn(at.directory);
      const { code, err } = await going(api, at, 'resume');
      expect([code, err, api.log.all()]).toEqual([70, expect.stringContaining(words), []]);
      expect(filesIn(at.directory)).toEqual(before);
    },
  );

  test('E-12 when report and journal are gone, a new import finds the existing contacts', async () => {
    const [api, at] = await halted();
    rmSync(at.directory, { recursive: true });
    const again = { ...at, directory: `${workdir()}/again` };
    const { code, out } = await importing(api, again, [...small, '--json']);
    expect([code, JSON.parse(out).ledger]).toMatchObject([0, { created: 20, skipped: 10 }]);
  });

  test('E-12 when only the journal is gone, resume starts it over and finds the existing contacts', async () => {
    const [api, at] = await halted();
    rmSync(journalOf(at));
    const { code, out } = await going(api, at, 'resume', ['--json']);
    expect([code, JSON.parse(out).ledger]).toMatchObject([0, { created: 20, skipped: 10 }]);
    expect((await going(api, at, 'resume')).out).toContain('finished');
  });

  test('its checksums are chained from line to line', () => {
    const first = summedLine({ a: 1 }, '');
    expect(first).toMatch(/^\{"a":1,"sum":"[0-9a-f]{8}"\}$/);
    expect(sumIn(summedLine({ a: 1 }, sumIn(first)))).not.toBe(sumIn(first));
  });
});
