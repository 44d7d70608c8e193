import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { main } from '../../../src/main.js';
import { batches, contactsPath, small } from '../../support/contacts.js';
import { emulator, heldContacts, heldIds, type TestEmulator } from '../../support/emulator.js';
import { filesIn, going, halted, importing, type Place, place, rows } from '../../support/import-runs.js';
import { type Ran, run, testIo } from '../../support/io.js';
import { file, workdir } from '../../support/workdir.js';

describe('edge cases', () => {
  test('D-8 I-7 a run whose lock was taken over can be resumed later', async () => {
    const [api, at] = [await emulator(), place()];
    const original = api.log.add.bind(api.log);
    api.log.add = (request, raw, body) => {
      const lock = join(at.home, '.local/state/cbase/locks');
      if (request.method === 'POST')
        writeFileSync(
          join(lock, readdirSync(lock)[0] ?? '', 'all'),
          JSON.stringify({ token: 'x', run: 'other', pid: 999_999_999, host: 'test' }),
        );
      return original(request, raw, body);
    };
    expect((await importing(api, at)).code).toBe(8);
    api.log.add = original;
    expect((await going(api, at, 'resume')).code).toBe(0);
    expect(new Set(await heldIds(api)).size).toBe(30);
  });

  test('I-4 after a conflict an existing contact is never claimed, and undo leaves it', async () => {
    const [api, at] = [await emulator(), place(rows(1))];
    const original = api.log.add.bind(api.log);
    let isFirst = true;
    api.log.add = (request, raw, body) => {
      if (request.method === 'POST' && isFirst) {
        isFirst = false;
        api.addContact({ external_id: 'r0', name: 'Name 0', email: 'p0@example.com' });
      }
      return original(request, raw, body);
    };
    const { out } = await importing(api, at, [...small, '--json']);
    expect(JSON.parse(out).ledger).toMatchObject({ created: 0, unchanged: 1 });
    const undone = await going(api, at, 'undo', ['--confirm', at.directory]);
    expect([undone.code, undone.err, await heldIds(api)]).toEqual([
      1,
      expect.stringContaining('created no contacts'),
      ['r0'],
    ]);
  });

  test.each(['', '{"version": 1, "run": "2026'])(
    'D-6 I-7 a run that was killed while it wrote its manifest (%j) had sent nothing',
    async (manifest) => {
      const [api, at] = [await emulator(), place()];
      mkdirSync(at.directory, { recursive: true });
      writeFileSync(join(at.directory, 'manifest.json'), manifest);
      const { code, err } = await going(api, at, 'resume');
      expect([code, err]).toEqual([
        2,
        expect.stringContaining('does not contain an import run that sent anything'),
      ]);
      // With a journal beside it, something may have been sent.
      writeFileSync(join(at.directory, 'journal.ndjson'), '');
      const corrupt = await going(api, at, 'resume');
      expect([corrupt.code, corrupt.err]).toEqual([70, expect.stringContaining('is corrupt')]);
    },
  );

  test('a limit that stopped a run before sending also stops its resume', async () => {
    const [api, at] = [await emulator(), place(rows(5))];
    await api.ask('POST', contactsPath, { users: [{ external_id: 'r2' }] });
    api.log.clear();
    expect((await importing(api, at, ['--on-conflict', 'fail'])).code).toBe(6);
    expect((await going(api, at, 'resume')).code).toBe(6);
    expect(api.seen(batches)).toEqual([]);
  });

  test('B-8 a 503 that asks for a day is not waited out, and nothing is sent', async () => {
    const [api, at] = [await emulator(), place(rows(3))];
    api.next(batches, { status: 503, headers: { 'retry-after': '86400' }, body: { message: 'Busy' } });
    const { code, out, io } = await importing(api, at, ['--max-wait', '5s', '--json']);
    expect([code, JSON.parse(out).stoppedBecause, io.slept.some((ms) => ms > 30_000)]).toEqual([
      75,
      expect.stringContaining('retry in 86400 s'),
      false,
    ]);
    expect(JSON.parse(out).ledger).toMatchObject({ unprocessed: 3 });
  });

  async function updating(api: TestEmulator, at: Place, flags: readonly string[] = []): Promise<Ran> {
    return importing(api, at, ['--on-conflict', 'update', '--concurrency', '1', ...flags]);
  }

  async function withOld(count: number): Promise<readonly [TestEmulator, Place]> {
    const api = await emulator();
    await api.ask('POST', contactsPath, {
      users: Array.from({ length: count }, (_, i) => ({ external_id: `r${i}`, name: 'Old' })),
    });
    return [api, place(rows(count))];
  }

  test('D-8 updates also check the lock', async () => {
    const [api, at] = await withOld(6);
    const original = api.log.add.bind(api.log);
    api.log.add = (request, raw, body) => {
      const lock = join(at.home, '.local/state/cbase/locks');
      if (request.method === 'PATCH')
        writeFileSync(
          join(lock, readdirSync(lock)[0] ?? '', 'all'),
          JSON.stringify({ token: 'x', run: 'other', pid: 1, host: 'test' }),
        );
      return original(request, raw, body);
    };
    expect([(await updating(api, at)).code, api.seen(`PATCH ${contactsPath}/*`).length]).toEqual([8, 1]);
  });

  test('I-3 I-20 updates in doubt are so everywhere; resolve reads them back, and resume does the rest', async () => {
    const [api, at] = await withOld(4);
    api.next(`PATCH ${contactsPath}/*`, { times: 0, status: 503, body: { message: 'Busy' } });
    const ran = await updating(api, at, ['--json']);
    const ledger = JSON.parse(ran.out).ledger;
    expect([ran.code, ledger['in doubt'] > 0]).toEqual([7, true]);
    const told = readFileSync(`${at.directory}/results.csv`, 'utf8').match(/,in doubt,/g)?.length;
    expect(told).toBe(ledger['in doubt']);
    api.weather.clear();
    const resolved = await going(api, at, 'resolve', ['--json']);
    expect([resolved.code, JSON.parse(resolved.out).ledger]).toMatchObject([
      0,
      { 'in doubt': 0, unprocessed: 4 },
    ]);
    const resumed = await going(api, at, 'resume', ['--json']);
    expect([resumed.code, JSON.parse(resumed.out).ledger]).toMatchObject([0, { updated: 4, created: 0 }]);
    expect((await heldContacts(api)).map(({ name }) => name)).toEqual([
      'Name 0',
      'Name 1',
      'Name 2',
      'Name 3',
    ]);
  });

  test('S-10 a manifest cannot make resume touch a file outside its run', async () => {
    const [api, at] = await halted();
    const path = `${at.directory}/manifest.json`;
    const manifest = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(
      path,
      JSON.stringify({ ...manifest, input: { ...manifest.input, isCopy: true, path: `../../${at.path}` } }),
    );
    expect([(await going(api, at, 'resume')).code, existsSync(at.path)]).toEqual([70, true]);
  });

  test('E-11 the journal of another run is refused', async () => {
    const [api, at] = await halted();
    const other = { ...at, directory: `${workdir()}/other` };
    await run(['contacts', 'import', at.path, '--report', other.directory], {
      env: api.env,
      home: at.home,
      nowMs: 1_800_000_100_000,
    });
    writeFileSync(`${at.directory}/journal.ndjson`, readFileSync(`${other.directory}/journal.ndjson`));
    const { code, err } = await going(api, at, 'resume');
    expect([code, err]).toEqual([70, expect.stringContaining('The journal belongs to run')]);
  });

  test('E-12 a missing journal forces a lookup, even with --preflight none', async () => {
    const [api, at] = [await emulator({ switches: { existing: 'duplicate' } }), place(rows(4))];
    await importing(api, at, ['--preflight', 'none']);
    rmSync(`${at.directory}/journal.ndjson`);
    const { code, out } = await going(api, at, 'resume', ['--json']);
    expect([code, JSON.parse(out).ledger.skipped, (await heldIds(api)).length]).toEqual([0, 4, 4]);
  });

  test('what the server dropped is also reported after a resume', async () => {
    const [api, at] = [await emulator(), place('external_id,name,seats\na,A,1\nb,B,2\n')];
    api.next(batches, {
      applied: true,
      body: { message: 'Success', data: [{ id: 'i', external_id: 'a', name: 'A', custom_attributes: {} }] },
    });
    api.next(batches, { status: 401, body: { message: 'Unauthorized access' } });
    await importing(api, at, ['--batch-size', '1', '--concurrency', '1']);
    const { out } = await going(api, at, 'resume', ['--json']);
    expect(JSON.parse(out).notes.droppedByServer).toEqual({ 'custom_attributes.seats': 1 });
  });

  test('a resumed run keeps its rate', async () => {
    const [api, at] = [await emulator(), place()];
    api.next(batches, { skip: 1, status: 401, body: { message: 'Unauthorized access' } });
    await importing(api, at, [...small, '--rate', '1/s']);
    const { io } = await going(api, at, 'resume');
    expect(io.slept.filter((ms) => ms >= 900).length).toBeGreaterThanOrEqual(2);
  });

  test('explicit flags override the settings of the original run', async () => {
    const api = await emulator();
    await api.ask('POST', contactsPath, { users: [{ external_id: 'a', name: 'Old' }] });
    const at = place('external_id,name,email\na,New,bad\n');
    await importing(api, at, ['--on-conflict', 'update', '--max-rejects', '1', '--limit', '1']);
    const rejects = `${at.directory}/rejects.csv`;
    writeFileSync(rejects, readFileSync(rejects, 'utf8').replace('bad', ''));
    const { code } = await run(['contacts', 'import', rejects, '--on-conflict', 'skip', '--bot', 'b1'], {
      env: api.env,
      home: workdir(),
    });
    expect([code, (await heldContacts(api))[0]?.name]).toEqual([0, 'Old']);
  });

  test('I-10 a zip code is not a number: its leading zero would be lost', async () => {
    const [api, at] = [await emulator(), place('external_id,Zip\na,01067\nb,99999\n')];
    await importing(api, at, ['--create-attrs', '--yes']);
    expect((await heldContacts(api))[0]).toMatchObject({ custom_attributes: { zip: '01067' } });
    const number = await run(['contacts', 'import', file('external_id,seats\na,007\n')], { env: api.env });
    expect([number.code, number.out]).toEqual([6, expect.stringContaining('would lose its leading zeros')]);
  });

  test('G-27 1.000 in a semicolon-separated file may be a thousand, so it is rejected', async () => {
    const { code, out } = await run(['contacts', 'import', file('external_id;seats\na;1.000\n')], {
      env: (await emulator()).env,
    });
    expect([code, out]).toEqual([6, expect.stringContaining('1.000 is ambiguous (thousands or decimals)')]);
  });

  test('a dry run that could not read the list claims nothing', async () => {
    const [api, at] = [await emulator(), place(rows(3))];
    api.next(`GET ${contactsPath}`, { status: 403, body: { message: 'Access denied' } });
    const { code, out } = await importing(api, at, ['--dry-run', '--json']);
    expect([code, JSON.parse(out).ledger]).toMatchObject([4, { created: 0, unprocessed: 3 }]);
  });

  test('Ctrl-C during a pass over the list exits at once and sends nothing', async () => {
    const api = await emulator();
    for (let page = 0; page < 3; page++)
      await api.ask('POST', contactsPath, {
        users: Array.from({ length: 1000 }, (_, i) => ({ external_id: `old${page * 1000 + i}` })),
      });
    const at = place(rows(50));
    const io = testIo({ env: api.env, home: at.home });
    const original = api.log.add.bind(api.log);
    api.log.add = (request, raw, body) => {
      if (request.query.includes('page=2')) io.interruptWith('SIGINT');
      return original(request, raw, body);
    };
    const code = await main(['contacts', 'import', at.path, '--json'], io);
    expect([
      code,
      JSON.parse(io.out()).ledger.unprocessed,
      api.seen(batches).length,
      api.log.all().some(({ query }) => query.includes('page=3')),
    ]).toEqual([130, 50, 3, false]);
  });

  test('spooled contacts are in no report, and those of a killed run are removed by the next', async () => {
    const [api, at] = [await emulator(), place(rows(3))];
    const spool = join(at.home, '.local/state/cbase/spool');
    mkdirSync(spool, { recursive: true });
    writeFileSync(join(spool, 'test~999999999~1800000000000~left'), 'x');
    writeFileSync(join(spool, `elsewhere~1~1800000000000~held`), 'x');
    const doctor = await run(['doctor'], { env: api.env, home: at.home });
    expect(doctor.out).toContain('a killed command left data');
    await importing(api, at);
    expect(readdirSync(spool)).toEqual(['elsewhere~1~1800000000000~held']);
  });

  test('undo leaves a contact that was overwritten: it is older than the run', async () => {
    let ms = 1_800_000_000_000;
    const api = await emulator({ switches: { existing: 'overwrite' }, now: () => ms });
    await api.ask('POST', contactsPath, { users: [{ external_id: 'r0', name: 'Theirs' }] });
    ms += 86_400_000;
    const at = place(rows(2));
    await importing(api, at, ['--preflight', 'none']);
    const { code, out } = await going(api, at, 'undo', ['--confirm', at.directory]);
    expect([code, out, await heldIds(api)]).toEqual([
      3,
      expect.stringMatching(/Deleted 1 contact of run[\s\S]*1 update cannot be undone/),
      ['r0'],
    ]);
  });

  test('a report is complete again after a kill between the last response and the last file', async () => {
    const [api, at] = [await emulator({ refused: new Set(['r1']) }), place(rows(3))];
    await importing(api, at, ['--read-lag', '0']);
    for (const name of ['rejects.csv', 'results.csv', 'summary.json']) rmSync(`${at.directory}/${name}`);
    api.log.clear();
    expect([(await going(api, at, 'resume')).code, api.seen(batches).length]).toEqual([3, 0]);
    expect(readFileSync(`${at.directory}/rejects.csv`, 'utf8')).toContain('r1,Name 1');
  });

  test('an old report is replaced only by a new one, never by a failed command or its own rows', async () => {
    const api = await emulator();
    const directory = `${workdir()}/report`;
    const bad = 'external_id,seats\n1,x\n';
    await run(['contacts', 'import', '-', '--report', directory], { env: api.env, stdin: bad });
    const before = filesIn(directory);
    for (const source of [`${directory}/nosuch.csv`, `${directory}/rejects.csv`, file('a,b\n1,2\n')])
      expect((await run(['contacts', 'import', source, '--report', directory], { env: api.env })).code).toBe(
        2,
      );
    expect(filesIn(directory)).toEqual(before);
    const mended = await run(['contacts', 'import', '-', '--report', directory], {
      env: api.env,
      stdin: bad.replace('1,x', '1,4'),
    });
    expect([mended.code, existsSync(`${directory}/rejects.csv`)], mended.err).toEqual([0, false]);
  });

  test('an update does not recreate a contact that was deleted in the meantime', async () => {
    const [api, at] = await withOld(2);
    api.next(`PATCH ${contactsPath}/*`, { times: 0, status: 503, body: { message: 'Busy' } });
    expect((await updating(api, at)).code).toBe(7);
    api.weather.clear();
    await api.ask('DELETE', `${contactsPath}/r0`);
    const { code, out } = await going(api, at, 'resume', ['--json']);
    expect([code, JSON.parse(out).ledger, await heldIds(api)]).toMatchObject([
      3,
      { updated: 1, rejected: 1, created: 0 },
      ['r1'],
    ]);
  });
});

test('a report path with an escape sequence in its name is printed without it', async () => {
  const [api, at] = [await emulator(), place('external_id,email\nr1,one@example.com\nr2,no\n')];
  const ran = await importing(api, { ...at, directory: `${at.directory}\u001b[2J` });
  expect(ran.out).toContain('Rejected rows, with reasons: ');
  expect(ran.err + ran.out).not.toContain('\u001b[2J');
});
