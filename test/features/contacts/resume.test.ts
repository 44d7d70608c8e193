import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { batches, contactsPath, small } from '../../support/contacts.js';
import { emulator, heldIds } from '../../support/emulator.js';
import { filesIn, going, halted, importing, inDoubt, place, rows } from '../../support/import-runs.js';
import { run } from '../../support/io.js';
import { workdir } from '../../support/workdir.js';

describe('resume', () => {
  test('continues where a run stopped: stored rows are not sent again, and the report is complete', async () => {
    const [api, at] = await halted();
    const { code, out } = await going(api, at, 'resume');
    expect([code, out]).toEqual([0, expect.stringMatching(/created +30\n +rows read +30/)]);
    expect(api.seen(batches).map(({ externalIds }) => externalIds?.[0])).toEqual(['r10', 'r20']);
    expect((await heldIds(api)).length).toBe(30);
    expect(readFileSync(`${at.directory}/results.csv`, 'utf8').split('\n').length).toBe(1 + 30 + 1);
    expect(existsSync(`${at.directory}/unprocessed.csv`)).toBe(false);
  });

  test('I-8 of a finished run sends nothing, changes no file and exits 0', async () => {
    const [api, at] = [await emulator(), place()];
    expect((await importing(api, at)).code).toBe(0);
    const before = filesIn(at.directory);
    api.log.clear();
    const { code, out } = await going(api, at, 'resume');
    expect([code, out, api.log.all()]).toEqual([0, expect.stringContaining('finished'), []]);
    expect(filesIn(at.directory)).toEqual(before);
  });

  test('without a name takes the bot’s latest run, even if its report is elsewhere', async () => {
    const [api, at] = await halted();
    const { code } = await run(['contacts', 'import', 'resume'], { env: api.env, home: at.home });
    expect([code, (await heldIds(api)).length]).toEqual([0, 30]);
  });

  test.each([
    [
      'one byte of it',
      (path: string) => writeFileSync(path, readFileSync(path, 'utf8').replace('Name 25', 'name 25')),
    ],
    ['its end', (path: string) => appendFileSync(path, 'r99,More,more@example.com\n')],
    [
      'the order of its rows',
      (path: string) =>
        writeFileSync(path, readFileSync(path, 'utf8').replace('r24,Name 24,p24', 'r25,Name 25,p25')),
    ],
  ])('E-13 I-9 a file that changed in %s is refused before any request', async (_, change) => {
    const [api, at] = await halted();
    change(at.path);
    const { code, err } = await going(api, at, 'resume');
    expect([code, err, api.log.all()]).toEqual([
      2,
      expect.stringMatching(/has changed since run \S+ started.*SHA-256/),
      [],
    ]);
  });

  test('E-13 a file with only a new modification time counts as unchanged', async () => {
    const [api, at] = await halted();
    utimesSync(at.path, 1, 1);
    expect((await going(api, at, 'resume')).code).toBe(0);
  });

  test('E-14 a missing input is named, and nothing is sent until it is back', async () => {
    const [api, at] = await halted();
    const content = readFileSync(at.path);
    rmSync(at.path);
    const gone = await going(api, at, 'resume');
    expect([gone.code, gone.err, api.log.all()]).toEqual([2, expect.stringContaining(at.path), []]);
    writeFileSync(at.path, content);
    expect((await going(api, at, 'resume')).code).toBe(0);
  });

  test('E-15 an input from a pipe is kept, private to the owner, until the run is finished', async () => {
    const [api, at] = [await emulator(), place()];
    api.next(batches, { skip: 1, status: 401, body: { message: 'Unauthorized access' } });
    const argv = ['contacts', 'import', '-', '--report', at.directory, ...small];
    expect((await run(argv, { env: api.env, home: at.home, stdin: rows(30) })).code).toBe(4);
    const copies = () => readdirSync(at.directory).filter((name) => name.startsWith('.cbase-input'));
    expect(copies().map((name) => statSync(join(at.directory, name)).mode & 0o777)).toEqual([0o600]);
    expect((await going(api, at, 'resume')).code).toBe(0);
    expect([(await heldIds(api)).length, copies()]).toEqual([30, []]);
  });

  test('manual edits to a report are kept when the report is rewritten', async () => {
    const [api, at] = [await emulator(), place(`${rows(20)}bad,,nonsense\n`)];
    api.next(batches, { skip: 1, status: 401, body: { message: 'Unauthorized access' } });
    await importing(api, at, [...small, '--max-rejects', '1']);
    const rejects = `${at.directory}/rejects.csv`;
    writeFileSync(rejects, 'mended by hand');
    utimesSync(rejects, 2_000_000_000, 2_000_000_000);
    const { err } = await going(api, at, 'resume');
    const [kept = ''] = readdirSync(at.directory).filter((name) => name.includes('.edited-'));
    expect([readFileSync(join(at.directory, kept), 'utf8'), err]).toEqual([
      'mended by hand',
      expect.stringContaining(kept),
    ]);
    expect(readFileSync(rejects, 'utf8')).toContain('bad_email');
  });

  test('a run can be resumed only against the server it was sent to', async () => {
    const [, at] = await halted();
    const other = await emulator();
    const { code, err } = await going(other, at, 'resume');
    expect([code, err, other.log.all()]).toEqual([
      2,
      expect.stringMatching(/used http.*but these flags select/),
      [],
    ]);
  });

  test('import flags before the subcommand are refused: they would have no effect', async () => {
    const [api, at] = await halted();
    const argv = ['contacts', 'import', '--batch-size', '5', 'resume', at.directory];
    const { code, err } = await run(argv, { env: api.env, home: at.home });
    expect([code, err]).toEqual([2, expect.stringContaining('--batch-size has no effect here')]);
  });

  test('a name or directory without a run is refused', async () => {
    const api = await emulator();
    for (const [name, words] of [
      ['nosuch', 'There is no run "nosuch"'],
      [workdir(), 'does not contain an import run'],
    ] as const) {
      const { code, err } = await run(['contacts', 'import', 'resume', name], { env: api.env });
      expect([code, err]).toEqual([2, expect.stringContaining(words)]);
    }
    const { code, err } = await run(['contacts', 'import', 'resume'], { env: api.env });
    expect([code, err]).toEqual([2, expect.stringContaining('There are no runs yet')]);
  });
});

describe('rows in doubt', () => {
  test('C-2 resolve finds what was stored and sends nothing; resume sends the rest', async () => {
    const [api, at] = await inDoubt('after');
    const resolved = await going(api, at, 'resolve', ['--json']);
    expect([resolved.code, JSON.parse(resolved.out).ledger]).toMatchObject([
      0,
      { created: 10, unprocessed: 20 },
    ]);
    expect(api.seen(batches)).toEqual([]);
    expect((await going(api, at, 'resume')).code).toBe(0);
    expect((await heldIds(api)).length).toBe(30);
  });

  test('C-2 resolve counts what was not stored as unprocessed, after read-backs spread over enough time', async () => {
    const [api, at] = await inDoubt('before');
    const { io, out } = await going(api, at, 'resolve', ['--json']);
    expect(JSON.parse(out).ledger).toMatchObject({ unprocessed: 30 });
    expect(io.slept.filter((ms) => ms >= 5000)).toEqual([5000, 30_000]);
    const again = await going(api, at, 'resume', ['--json']);
    expect([again.code, JSON.parse(again.out).ledger.created, (await heldIds(api)).length]).toEqual([
      0, 30, 30,
    ]);
  });

  test.each(['before', 'after'] as const)(
    'I-5 resume resolves them first: with the connection lost %s they were stored, each row is there once',
    async (drop) => {
      const [api, at] = await inDoubt(drop);
      expect((await going(api, at, 'resume')).code).toBe(0);
      const held = await heldIds(api);
      expect([held.length, new Set(held).size]).toEqual([30, 30]);
    },
  );

  test('the summary names the exact next commands', async () => {
    const [api, at] = [await emulator(), place()];
    api.next(batches, { drop: 'after' });
    api.next(`GET ${contactsPath}`, { skip: 1, times: 0, status: 500, body: { message: 'Error' } });
    const { out } = await importing(api, at);
    const name = JSON.parse(readFileSync(`${at.directory}/manifest.json`, 'utf8')).run;
    expect(out).toContain(
      `To find out whether they were stored, run: cbase contacts import resolve ${name}\n`,
    );
    expect(out).toContain(`To send them, run: cbase contacts import resume ${name}\n`);
  });
});
