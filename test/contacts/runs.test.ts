import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sumIn, summedLine } from '../../src/contacts/journal/journal.js';
import type { EmulatorOptions } from '../../src/emulator/options.js';
import { main } from '../../src/main.js';
import { emulator, heldContacts, heldIds, type TestEmulator } from '../support/emulator.js';
import { type Ran, run, testIo } from '../support/io.js';
import { file, workdir } from '../support/workdir.js';

const contactsPath = '/chatbots/b1/contacts';
const batches = `POST ${contactsPath}`;

function rows(count: number): string {
  return `external_id,name,email\n${Array.from({ length: count }, (_, i) => `r${i},Name ${i},p${i}@example.com\n`).join('')}`;
}

/** A user's home directory, input file and report directory. */
type Place = { readonly home: string; readonly path: string; readonly directory: string };

function place(content = rows(30)): Place {
  return { home: workdir(), path: file(content), directory: `${workdir()}/report` };
}

const small = ['--batch-size', '10', '--concurrency', '1'];

function importing(
  api: TestEmulator,
  { home, path, directory }: Place,
  flags: readonly string[] = small,
): Promise<Ran> {
  return run(['contacts', 'import', path, '--report', directory, ...flags], { env: api.env, home });
}

function going(
  api: TestEmulator,
  { home, directory }: Place,
  verb: string,
  flags: readonly string[] = [],
): Promise<Ran> {
  return run(['contacts', 'import', verb, directory, ...flags], { env: api.env, home });
}

/** An import that stopped after the first of three batches because the key was revoked. */
async function halted(options: EmulatorOptions = {}): Promise<readonly [TestEmulator, Place]> {
  const [api, at] = [await emulator(options), place()];
  api.next(batches, { skip: 1, times: 1, status: 401, body: { message: 'Unauthorized access' } });
  expect((await importing(api, at)).code).toBe(4);
  api.log.clear();
  return [api, at];
}

/** An import whose first of three batches got no response and could not be read back. */
async function inDoubt(drop: 'before' | 'after'): Promise<readonly [TestEmulator, Place]> {
  const [api, at] = [await emulator(), place()];
  api.next(batches, { drop });
  const lists = { skip: 1, times: 5, status: 500, body: { message: 'Error' } };
  api.next(`GET ${contactsPath}`, lists);
  const ran = await importing(api, at);
  expect([ran.code, ran.out]).toEqual([7, expect.stringMatching(/in doubt +10\n +unprocessed +20\n/)]);
  api.log.clear();
  return [api, at];
}

function filesIn(directory: string): readonly string[] {
  return readdirSync(directory)
    .sort()
    .map((name) => `${name} ${readFileSync(join(directory, name), 'utf8')}`);
}

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

describe('one at a time', () => {
  const holder = (home: string) => {
    const locks = join(home, '.local/state/cbase/locks');
    const [bot = ''] = readdirSync(locks);
    return join(locks, bot, 'all');
  };

  /** Does something while an import is sending its first batch. */
  async function during(
    api: TestEmulator,
    at: Place,
    deed: (io: ReturnType<typeof testIo>) => unknown,
  ): Promise<number> {
    const io = testIo({ env: api.env, home: at.home });
    const original = api.log.add.bind(api.log);
    let isFirst = true;
    const waits: unknown[] = [];
    api.log.add = (request, raw, body) => {
      if (request.method === 'POST' && isFirst) {
        isFirst = false;
        waits.push(deed(io));
      }
      return original(request, raw, body);
    };
    const code = await main(['contacts', 'import', at.path, '--report', at.directory, ...small], io);
    await Promise.all(waits);
    return code;
  }

  test('F-1 a second import into the bot exits 8 and names the first', async () => {
    const [api, at] = [await emulator({ latencyMs: 100 }), place()];
    let second: Ran | undefined;
    const code = await during(api, at, async () => {
      second = await importing(api, { ...at, directory: `${workdir()}/second` });
    });
    expect([code, second?.code, second?.err]).toEqual([
      0,
      8,
      expect.stringMatching(/Another run is active for this bot: \S+ \(process \d+ on test/),
    ]);
    expect([(await heldIds(api)).length, existsSync(holder(at.home))]).toEqual([30, false]);
  });

  test('F-2 imports into two bots do not block each other', async () => {
    const [api, at] = [await emulator({ latencyMs: 100 }), place()];
    await api.ask('POST', '/create-chatbot', { chatbotName: 'Other' });
    let second: Ran | undefined;
    const code = await during(api, at, async () => {
      second = await run(['contacts', 'import', at.path, '--bot', 'Other', '--report', `${workdir()}/r`], {
        env: api.env,
        home: at.home,
        nowMs: 1_800_000_100_000,
      });
    });
    expect([code, second?.code]).toEqual([0, 0]);
  });

  test('F-4 the lock of a process that is dead, or silent for long, is taken over with a notice', async () => {
    for (const made of [
      { pid: 999_999_999, host: 'test' },
      { pid: process.pid, host: 'test', old: true },
      { pid: 1, host: 'elsewhere', old: true },
    ]) {
      const [api, at] = [await emulator(), place()];
      expect((await importing(api, { ...at, directory: `${workdir()}/first` })).code).toBe(0);
      const lock = holder(at.home);
      writeFileSync(lock, JSON.stringify({ token: 't', run: 'earlier', ...made }));
      const seconds = 1_800_000_000 - (made.old ? 3600 : 0);
      utimesSync(lock, seconds, seconds);
      const { code, err } = await importing(api, at);
      expect([code, err]).toEqual([
        0,
        expect.stringMatching(/Run earlier .* exited unexpectedly; taking over its lock/),
      ]);
    }
  });

  test('F-4 a recently refreshed lock of another machine is respected', async () => {
    const [api, at] = [await emulator(), place()];
    await importing(api, { ...at, directory: `${workdir()}/first` });
    writeFileSync(holder(at.home), JSON.stringify({ token: 't', run: 'far', pid: 1, host: 'elsewhere' }));
    utimesSync(holder(at.home), 1_800_000_000 - 60, 1_800_000_000 - 60);
    api.log.clear();
    expect((await importing(api, at)).code).toBe(8);
    expect(api.seen(batches)).toEqual([]);
  });

  test('D-8 a suspended run that lost its lock sends nothing after it wakes up, and exits 8', async () => {
    const [api, at] = [await emulator({ latencyMs: 30 }), place()];
    const code = await during(api, at, () => {
      writeFileSync(holder(at.home), JSON.stringify({ token: 'other', run: 'later', pid: 1, host: 'test' }));
    });
    expect([code, api.seen(batches).length]).toEqual([8, 1]);
    // The outcome of the first batch is recorded, and the lock of the other run is left alone.
    expect(readFileSync(holder(at.home), 'utf8')).toContain('"other"');
  });
});

describe('undo', () => {
  async function imported(options: EmulatorOptions = {}): Promise<readonly [TestEmulator, Place, string]> {
    const [api, at] = [await emulator(options), place(rows(5))];
    await api.ask('POST', contactsPath, { users: [{ external_id: 'old', name: 'Old' }] });
    expect((await importing(api, at)).code).toBe(0);
    return [api, at, JSON.parse(readFileSync(`${at.directory}/manifest.json`, 'utf8')).run];
  }

  test.each(['either', 'internal', 'external'] as const)(
    'deletes what the run created and saves it to a file, where {contactId} is %s',
    async (contactId) => {
      const [api, at, name] = await imported({ switches: { contactId } });
      const { code, out } = await going(api, at, 'undo', ['--confirm', name, '--json']);
      const undone = JSON.parse(out);
      expect([code, undone.deleted, await heldIds(api)]).toEqual([0, 5, ['old']]);
      const kept = readFileSync(undone.kept, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).external_id);
      expect(kept).toEqual(['r0', 'r1', 'r2', 'r3', 'r4']);
    },
  );

  test('leaves contacts alone that have changed since, and exits 3', async () => {
    const [api, at, name] = await imported({
      now: (() => {
        let ms = 1_800_000_000_000;
        return () => (ms += 1000);
      })(),
    });
    await api.ask('PATCH', `${contactsPath}/r2`, { data: { name: 'By hand' } });
    const { code, out } = await going(api, at, 'undo', ['--confirm', name]);
    expect([code, out]).toEqual([3, expect.stringContaining('1 has changed since and was left alone: r2')]);
    expect(await heldIds(api)).toEqual(['old', 'r2']);
  });

  test('requires the name of the run, and an undone run cannot be resumed', async () => {
    const [api, at, name] = await imported();
    const asked = await going(api, at, 'undo');
    expect([asked.code, asked.err]).toEqual([2, expect.stringContaining(`--confirm ${name}`)]);
    const wrong = await going(api, at, 'undo', ['--confirm', 'other']);
    expect([wrong.code, (await heldIds(api)).length]).toEqual([2, 6]);
    await going(api, at, 'undo', ['--confirm', name]);
    const { code, err } = await going(api, at, 'resume');
    expect([code, err]).toEqual([2, expect.stringContaining('was undone')]);
  });

  test('is refused while rows are in doubt', async () => {
    const [api, at] = await inDoubt('after');
    const { code, err } = await going(api, at, 'undo', ['--confirm', 'x']);
    expect([code, err]).toEqual([2, expect.stringMatching(/rows in doubt.*import resolve/)]);
  });

  test('after an interruption is completed by the same command', async () => {
    const [api, at, name] = await imported();
    api.next(`DELETE ${contactsPath}/*`, { skip: 2, status: 401, body: { message: 'Unauthorized access' } });
    expect((await going(api, at, 'undo', ['--confirm', name])).code).toBe(4);
    expect((await going(api, at, 'undo', ['--confirm', name])).code).toBe(0);
    expect(await heldIds(api)).toEqual(['old']);
  });
});

describe('results', () => {
  test('I-2 every row has its class and the evidence for it', async () => {
    const [api, at] = [await emulator({ refused: new Set(['r2']) }), place(`${rows(4)}bad,x,nonsense\n`)];
    await api.ask('POST', contactsPath, { users: [{ external_id: 'r3' }] });
    await importing(api, at, ['--max-rejects', '2']);
    const { out } = await going(api, at, 'results', ['--rows', 'all', '--format', 'ndjson']);
    const told = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const ids = Object.fromEntries(
      (await heldContacts(api)).map(({ external_id: id, id: own }) => [id, own]),
    );
    expect(told).toEqual([
      {
        row: 1,
        line: 2,
        external_id: 'r0',
        class: 'created',
        by: 'answer',
        batch: expect.any(Number),
        contact_id: ids.r0,
        code: null,
        message: null,
      },
      {
        row: 2,
        line: 3,
        external_id: 'r1',
        class: 'created',
        by: 'answer',
        batch: expect.any(Number),
        contact_id: ids.r1,
        code: null,
        message: null,
      },
      {
        row: 3,
        line: 4,
        external_id: 'r2',
        class: 'rejected',
        by: 'answer',
        batch: expect.any(Number),
        contact_id: null,
        code: 'refused',
        message: expect.stringContaining('Name is not allowed'),
      },
      {
        row: 4,
        line: 5,
        external_id: 'r3',
        class: 'skipped',
        by: 'list',
        batch: null,
        contact_id: ids.r3,
        code: null,
        message: null,
      },
      {
        row: 5,
        line: 6,
        external_id: 'bad',
        class: 'rejected',
        by: 'check',
        batch: null,
        contact_id: null,
        code: 'bad_email',
        message: expect.stringContaining('nonsense'),
      },
    ]);
  });

  test('without the input the ids are unknown, and everything else is shown', async () => {
    const [api, at] = [await emulator(), place(rows(2))];
    await importing(api, at);
    rmSync(at.path);
    const { out } = await going(api, at, 'results', [
      '--rows',
      'all',
      '--format',
      'csv',
      '--fields',
      'row,external_id,class',
    ]);
    expect(out).toBe('row,external_id,class\n1,,created\n2,,created\n');
  });

  test('lists all runs, except damaged ones', async () => {
    const [api, at] = await halted();
    const runs = join(at.home, '.local/state/cbase/runs');
    mkdirSync(join(runs, 'broken'));
    writeFileSync(join(runs, 'broken', 'manifest.json'), 'x\n');
    const { out } = await run(['contacts', 'import', 'results', '--fields', 'state,created,unprocessed'], {
      env: api.env,
      home: at.home,
    });
    expect(out).toBe('state,created,unprocessed\nunfinished,10,20\n');
  });
});

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
      0,
      expect.stringContaining('Deleted 1 contact of run'),
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
