import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cli, shell, startCli } from '../support/cli.js';
import { rows } from '../support/contacts.js';
import { emulator, heldIds } from '../support/emulator.js';
import { file, workdir } from '../support/workdir.js';

const batches = 'POST /chatbots/b1/contacts';

describe('help and usage errors', () => {
  test('--version and --help work without a key, a network or a file', async () => {
    const HOME = workdir();
    const env = { HOME, CHATBASE_BASE_URL: 'http://evil.example', CHATBASE_API_KEY_FILE: '/nosuch' };
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await cli(['--version'], { env })).toEqual({ code: 0, out: `${version}\n`, err: '' });
    for (const argv of [
      ['--help'],
      ['contacts', '--help'],
      ['contacts', 'import', '--help'],
      ['help', 'chat'],
    ]) {
      const { code, out, err } = await cli(argv, { env });
      expect([code, err], argv.join(' ')).toEqual([0, '']);
      expect(out).toContain('Usage: cbase');
    }
    expect(readdirSync(HOME)).toEqual([]);
  });

  test.each([
    [['contcts', 'list'], "Unknown command 'contcts'. Did you mean contacts?"],
    [['contacts', 'imprt', 'x'], "Unknown command 'imprt'. Did you mean import?"],
    [
      ['contacts', 'import', 'x.csv', '--max-reject', '3'],
      "Unknown option '--max-reject'. Did you mean --max-rejects?",
    ],
    [['contacts', 'import', 'x.csv', '--batch-size', '1001'], 'Use a whole number from 1 to 1000'],
    [
      ['contacts', 'import', 'x.csv', '--max-rejects', 'many'],
      'Use a number of rows, or a percentage such as 2%',
    ],
    [['contacts', 'import'], "Missing required argument 'file'"],
    [['contacts', 'import', 'a.csv', 'b.csv'], 'Too many arguments'],
    [['contacts', 'list', '--format', 'xml'], 'Allowed choices are table, json, ndjson, yaml, csv, tsv, id'],
    [['contacts', '--format', 'csv'], 'No command was given. List the commands with --help.'],
    [['chat', '--save', 'What is this?'], 'Put the question first: cbase chat "…" --save'],
    [['bots', 'list', '--key=secret-0001'], "Unknown option '--key'"],
  ])('%j exits 2 and says: %s', async (argv, words) => {
    const { code, out, err } = await cli(argv);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(words);
    expect(err.trimEnd().split('\n').length).toBe(1);
  });

  test('I-21 with --json a usage error is one JSON document, whatever was wrong', async () => {
    const { code, out } = await cli(['contacts', 'import', '/nosuch.csv', '--json']);
    const document = JSON.parse(out);
    expect([code, document.ok, document.exitCode, document.error.code]).toEqual([2, false, 2, 'usage']);
    expect(JSON.parse((await cli(['nosuch', '--json'])).out).error.message).toContain(
      "nknown command 'nosuch'",
    );
  });
});

describe('keys, base URLs and bots', () => {
  test('no key exits 4 and says how to get one', async () => {
    const { code, out, err } = await cli(['bots', 'list']);
    expect({ code, out, err }).toEqual({
      code: 4,
      out: '',
      err: 'cbase: No API key was found. Store one with: cbase auth login; or set CHATBASE_API_KEY; or add --local to try cbase without an account.\n',
    });
  });

  test('a wrong key exits 4, with its source and the message of the server, never the key', async () => {
    const api = await emulator();
    const { code, out, err } = await cli(['bots', 'list'], {
      env: { ...api.env, CHATBASE_API_KEY: 'wrong-key-canary' },
    });
    expect([code, out]).toEqual([4, '']);
    expect(err).toContain('The API did not accept the key from CHATBASE_API_KEY (401: Unauthorized access).');
    expect(err).not.toContain('canary');
  });

  test.each([
    ['with a line break', 'abc\ndef-canary', 'contains spaces, line breaks'],
    ['with an ellipsis', 'abc…canary', 'non-ASCII characters'],
    ['that is blank', '   ', 'is empty'],
  ])('M-6 M-7 a key %s is refused before it is used, and not printed', async (_, key, words) => {
    const { code, err } = await cli(['bots', 'list'], { env: { CHATBASE_API_KEY: key } });
    expect(code).toBe(2);
    expect(err).toContain(words);
    expect(err).not.toContain('canary');
  });

  test('a key from a file overrides the variable, and its line break is trimmed', async () => {
    const api = await emulator();
    const env = { ...api.env, CHATBASE_API_KEY: 'wrong', CHATBASE_API_KEY_FILE: file(`${api.key}\n`, 'key') };
    expect((await cli(['bots', 'list', '--format', 'id'], { env })).out).toBe('b1\nb2\nb3\nb4\n');
    const missing = await cli(['bots', 'list'], { env: { CHATBASE_API_KEY_FILE: '/nosuch/key' } });
    expect([missing.code, missing.err]).toEqual([
      2,
      expect.stringContaining(
        'Cannot read /nosuch/key, named by CHATBASE_API_KEY_FILE: no such file or directory',
      ),
    ]);
  });

  test.each([
    'http://www.chatbase.co/api/v1',
    'http://localhost.evil.example',
    'http://127.0.0.1@evil.example/',
    'http:/\\evil.example',
    'http://0.0.0.0',
    'ftp://127.0.0.1',
    'not a url',
  ])('S-8 the key is not sent to %s', async (url) => {
    const { code, err } = await cli(['bots', 'list', '--base-url', url], { env: { CHATBASE_API_KEY: 'k' } });
    expect([code, /not encrypted|not an http or https URL|user name/.test(err)]).toEqual([2, true]);
  });

  test('S-10 nothing in the working directory changes the base URL or the key', async () => {
    const [api, evil] = [await emulator(), await emulator()];
    const cwd = workdir();
    for (const name of ['.env', '.chatbaserc', '.chatbaserc.json', '.npmrc'])
      file(`CHATBASE_BASE_URL=${evil.url}\nbase-url=${evil.url}\n`, name, cwd);
    file(JSON.stringify({ cbase: { baseUrl: evil.url } }), 'package.json', cwd);
    expect((await cli(['bots', 'list'], { cwd, env: api.env })).code).toBe(0);
    expect(evil.log.all()).toEqual([]);
  });

  test('S-27 a disabled certificate check is refused', async () => {
    const { code, err } = await cli(['bots', 'list'], {
      env: { CHATBASE_API_KEY: 'k', NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    });
    expect(code).toBe(2);
    expect(err).toContain('NODE_TLS_REJECT_UNAUTHORIZED=0 turns off certificate verification');
  });

  test('a bot is found by id and by name; unknown and ambiguous ones are named in the error', async () => {
    const api = await emulator();
    const list = (bot: string) => cli(['contacts', 'list', '--bot', bot], { env: api.env });
    expect((await list('support')).code).toBe(0);
    expect(await list('Nobody')).toMatchObject({
      code: 5,
      err: expect.stringContaining(
        'There is no bot "Nobody" in this account. Choose one of: b1 (Support), b2 (Sales)',
      ),
    });
    expect(await list('Twins')).toMatchObject({
      code: 2,
      err: expect.stringContaining('2 bots are called "Twins". Name one by its id: b3 (Twins), b4 (Twins)'),
    });
    const { CHATBASE_BOT_ID: _, ...noBot } = api.env;
    expect(await cli(['contacts', 'list'], { env: noBot })).toMatchObject({
      code: 2,
      err: expect.stringContaining(
        'No bot was named. Add --bot NAME, or set a default with: cbase config set bot "NAME"',
      ),
    });
  });
});

describe('--local and other settings', () => {
  test('CBASE_LOCAL accepts yes and no values only', async () => {
    for (const CBASE_LOCAL of ['1', 'true', 'yes']) {
      expect((await cli(['bots', 'list', '--format', 'id'], { env: { CBASE_LOCAL } })).out).toBe(
        'demo-HarborCoffee-001\n',
      );
    }
    expect((await cli(['bots', 'list'], { env: { CBASE_LOCAL: 'no' } })).code).toBe(4);
    expect(await cli(['bots', 'list'], { env: { CBASE_LOCAL: 'banana' } })).toMatchObject({
      code: 2,
      err: expect.stringContaining('CBASE_LOCAL has the invalid value "banana"'),
    });
  });

  test('conflicting choices of server are refused', async () => {
    const api = await emulator();
    expect((await cli(['bots', 'list', '--local', '--base-url', api.url], { env: api.env })).code).toBe(2);
    expect((await cli(['bots', 'list'], { env: { ...api.env, CBASE_LOCAL: '1' } })).code).toBe(2);
    expect((await cli(['bots', 'list', '--local'], { env: api.env })).code).toBe(0);
    expect(api.log.all()).toEqual([]);
  });

  test('the data of --local is private to the owner, and a damaged file is named', async () => {
    const HOME = workdir();
    await cli(['bots', 'list', '--local'], { env: { HOME } });
    const data = `${HOME}/.local/state/cbase/emulator/local.db`;
    expect(statSync(data).mode & 0o777).toBe(0o600);
    writeFileSync(data, 'this is no database at all, whatever its name may say');
    const damaged = await cli(['bots', 'list', '--local'], { env: { HOME } });
    expect([damaged.code, damaged.err]).toEqual([74, expect.stringContaining(`${data}, cannot be used`)]);
  });

  test('M-15 a timeout longer than a timer can hold is refused', async () => {
    expect(await cli(['bots', 'list', '--local', '--timeout', '600h'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--timeout: "600h" is longer than 24 days'),
    });
  });

  test('--fields without a value needs no bot and no network', async () => {
    for (const argv of [
      ['contacts', 'list', '--fields'],
      ['contacts', 'get', 'x', '--fields'],
    ]) {
      expect((await cli(argv)).out).toMatch(/^external_id\nname\nemail\n/);
    }
  });

  test('flags that a command does not use are refused', async () => {
    expect((await cli(['chat', 'hi', '--format', 'csv'])).code).toBe(2);
    expect((await cli(['contacts', 'import', 'x.csv', '--fields', 'a'])).code).toBe(2);
  });

  test('an emulator that cannot print its address exits', async () => {
    expect(await shell('cbase emulator --port 0 --quiet > /dev/full; echo $?')).toMatchObject({
      out: '74\n',
    });
  });

  test('an emulator does not wait for pending responses when it is stopped', async () => {
    const server = startCli(
      ['emulator', '--port', '0', '--json', '--latency', '300s'],
      {},
      { buffer: false },
    );
    const [line] = (await once(server.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    const { url, key } = JSON.parse(line.toString()) as { url: string; key: string };
    const asking = fetch(`${url}/get-chatbots`, { headers: { authorization: `Bearer ${key}` } }).catch(
      () => 'gone',
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    server.kill('SIGINT');
    expect([(await server).exitCode, await asking]).toEqual([0, 'gone']);
  });
});

describe('an import', () => {
  test('from a file: the ledger on stdout, nothing on stderr, private files', async () => {
    const api = await emulator();
    const HOME = workdir();
    const { code, out, err } = await cli(
      ['contacts', 'import', file('external_id,seats\n1,1\n2,x\n'), '--max-rejects', '1'],
      { env: { ...api.env, HOME } },
    );
    expect([code, err]).toEqual([3, '']);
    expect(out).toMatch(/created +1\n +rejected +1 {3}bad_number 1\n +rows read +2\n/);
    const runs = `${HOME}/.local/state/cbase/runs`;
    const [run = ''] = readdirSync(runs);
    expect(readdirSync(`${runs}/${run}`).sort()).toEqual([
      'journal.ndjson',
      'manifest.json',
      'rejects.csv',
      'summary.json',
    ]);
    expect(statSync(`${runs}/${run}`).mode & 0o777).toBe(0o700);
    expect(statSync(`${runs}/${run}/rejects.csv`).mode & 0o777).toBe(0o600);
  });

  test('from stdin: the same, and its copy is removed afterward', async () => {
    const api = await emulator();
    const HOME = workdir();
    const { code, out } = await cli(['contacts', 'import', '-', '--json'], {
      env: { ...api.env, HOME },
      input: rows(3),
    });
    const summary = JSON.parse(out);
    expect([code, summary.ledger.created, summary.input.name]).toEqual([0, 3, 'stdin']);
    expect(readdirSync(summary.directory)).toEqual(['journal.ndjson', 'manifest.json', 'summary.json']);
    expect(await heldIds(api)).toEqual(['r0', 'r1', 'r2']);
  });

  test('from an empty stdin is an error that says so', async () => {
    const api = await emulator();
    expect(await cli(['contacts', 'import', '-'], { env: api.env, input: '' })).toMatchObject({
      code: 2,
      err: expect.stringContaining('stdin is an empty file'),
    });
  });

  test('a failed run leaves no empty directory and no copy of stdin', async () => {
    const HOME = workdir();
    await cli(['contacts', 'import', '-'], { env: { HOME }, input: '' });
    await cli(['contacts', 'import', '-'], { env: { HOME }, input: 'external_id\n1\n' });
    expect(readdirSync(`${HOME}/.local/state/cbase/runs`)).toEqual([]);
  });

  test.each([[['contacts', 'import', '-']], [['chat']]])(
    'a silent pipe does not keep Ctrl-C from %j',
    async (argv) => {
      const api = await emulator();
      const child = startCli(argv, { env: api.env }, { stdin: 'pipe' });
      await new Promise((resolve) => setTimeout(resolve, 2500));
      child.kill('SIGINT');
      expect((await child).exitCode).toBe(130);
    },
  );

  test('the suggested command works as printed: without a header, with an unusual delimiter, at this base URL', async () => {
    const api = await emulator();
    const HOME = workdir();
    const { CHATBASE_BASE_URL = '', ...others } = api.env;
    const env = { ...others, HOME };
    const again = async (content: string, flags: readonly string[]) => {
      const { out } = await cli(
        [
          'contacts',
          'import',
          file(content),
          '--base-url',
          CHATBASE_BASE_URL,
          '--max-rejects',
          '1',
          ...flags,
        ],
        { env },
      );
      const command = /then run: (cbase .+)/.exec(out)?.[1] ?? '';
      return shell(`${command} --max-rejects 1`, { env });
    };
    expect(
      (await again('1,x\n2,2\n', ['--no-header', '--map', 'external_id=1', '--map', 'seats=2'])).code,
    ).toBe(3);
    expect((await again('external_id~seats\n1~x\n2~2\n', ['--delimiter', '~'])).code).toBe(3);
  });

  test('D-2 D-3 SIGINT finishes the open batch; a second signal stops at once and leaves it in doubt', async () => {
    const api = await emulator();
    api.next(batches, { times: 0, applied: true, delayMs: 1500 });
    const flags = ['--batch-size', '10', '--concurrency', '1', '--json'];
    const posted = async () => {
      while (api.seen(batches).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    const once1 = startCli(['contacts', 'import', file(rows(30)), ...flags], { env: api.env });
    await posted();
    once1.kill('SIGINT');
    const first = await once1;
    expect([first.exitCode, JSON.parse(String(first.stdout)).ledger]).toEqual([
      130,
      expect.objectContaining({ created: 10, unprocessed: 20, 'in doubt': 0 }),
    ]);

    api.log.clear();
    const twice = startCli(['contacts', 'import', file(rows(60)), ...flags], { env: api.env });
    await posted();
    twice.kill('SIGINT');
    // A different signal, since two pending signals of the same kind count as one.
    twice.kill('SIGTERM');
    const second = await twice;
    expect([second.exitCode, JSON.parse(String(second.stdout)).ledger]).toEqual([
      7,
      expect.objectContaining({ 'in doubt': 10, created: 0 }),
    ]);
  });

  test('D-11 a reader that leaves does not stop the import, and the exit code is that of the import', async () => {
    const api = await emulator();
    const path = file('external_id,seats\n1,1\n2,x\n');
    const { out, err } = await shell(
      `cbase contacts import "${path}" --max-rejects 1 | true; echo $PIPESTATUS`,
      { env: api.env },
    );
    expect([out, err]).toEqual(['3\n', '']);
    expect(await heldIds(api)).toEqual(['1']);
  });

  test('E-6 a report that cannot be written is refused before anything is sent', async () => {
    const api = await emulator();
    const { code, err } = await cli(
      ['contacts', 'import', file(rows(3)), '--report', '/proc/nosuch/report'],
      { env: api.env },
    );
    expect([code, api.seen(batches).length]).toEqual([2, 0]);
    expect(err).toContain('/proc/nosuch');
  });
});

describe('pipes', () => {
  test('D-10 a reader that leaves early ends a list quietly', async () => {
    const api = await emulator();
    await cli(['contacts', 'import', file(rows(3000))], { env: api.env });
    const line = 'cbase contacts list --all --format ndjson | head -1; echo $PIPESTATUS';
    const { out, err } = await shell(line, { env: api.env });
    expect(out.trimEnd().split('\n').length).toBe(2);
    expect([out.endsWith('\n0\n'), err]).toEqual([true, '']);
  });

  test('D-13 a slow reader gets every byte', async () => {
    const api = await emulator();
    await cli(['contacts', 'import', file(rows(3000))], { env: api.env });
    const child = startCli(['contacts', 'list', '--all', '--json'], { env: api.env }, { buffer: false });
    const chunks: Buffer[] = [];
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      if (chunks.length < 5) await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await child;
    expect((JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown[]).length).toBe(3000);
  });

  test('D-12 a full device exits 74 without a stack trace', async () => {
    const api = await emulator();
    const { out, err } = await shell('cbase bots list > /dev/full; echo $?', { env: api.env });
    expect([out, err]).toEqual([
      '74\n',
      'cbase: standard output: no space left on device. Free some space and run the command again.\n',
    ]);
  });
});

describe('chat', () => {
  test('streams the answer, and a pipe gets it exactly', async () => {
    const api = await emulator();
    expect(await cli(['chat', 'When are you open?'], { env: api.env })).toEqual({
      code: 0,
      out: 'We are open from 8 to 18.\n',
      err: '',
    });
    expect((await cli(['chat'], { env: api.env, input: '日本語の返品は？' })).out).toBe(
      '日本語の返品は三十日以内です 🎌\n',
    );
    const both = await cli(['chat', 'Answer this:', '-'], { env: api.env, input: 'When are you open?\n' });
    expect(both.code).toBe(0);
    expect(api.seen('POST /chat').at(-1)?.body).toMatchObject({
      messages: [{ role: 'user', content: 'Answer this:\n\nWhen are you open?' }],
      stream: true,
    });
  });

  test('no message exits 2', async () => {
    const api = await emulator();
    expect(await cli(['chat'], { env: api.env, input: '  \n' })).toMatchObject({
      code: 2,
      err: expect.stringContaining('No message'),
    });
    expect((await cli(['chat', ' '], { env: api.env })).code).toBe(2);
    expect(api.seen('POST /chat')).toEqual([]);
  });

  test('K-1 K-2 an answer that is cut off keeps what arrived, says so, and exits 7', async () => {
    const api = await emulator();
    for (const fault of [
      { cutAfter: 10, framing: 'chunked' as const },
      { cutAfter: 10, framing: 'chunked' as const, end: 'fin' as const },
      { cutAfter: 10, framing: 'length' as const, end: 'fin' as const },
    ]) {
      api.next('POST /chat', { applied: true, ...fault });
      const { code, out, err } = await cli(['chat', 'When are you open?'], { env: api.env });
      expect([code, out]).toEqual([7, 'We are ope\n']);
      expect(err).toContain('The answer was cut off after 10 characters');
    }
    expect(api.seen('POST /chat').length).toBe(3);
  });

  test('K-2 an answer that ends only with its connection is printed and reported as unconfirmed', async () => {
    const api = await emulator();
    api.next('POST /chat', { applied: true, framing: 'close' });
    const { code, out, err } = await cli(['chat', 'When are you open?'], { env: api.env });
    expect([code, out]).toEqual([0, 'We are open from 8 to 18.\n']);
    expect(err).toContain('the end of this answer is not confirmed');
  });

  test('K-16 a missing answer exits 7 and is not retried: it may have been charged', async () => {
    const api = await emulator();
    api.next('POST /chat', { drop: 'after' });
    const { code, out, err } = await cli(['chat', 'When are you open?', '--json'], { env: api.env });
    expect([code, JSON.parse(out).error.code, api.seen('POST /chat').length]).toEqual([7, 'in-doubt', 1]);
    expect(err).toContain('may have been answered and billed');
  });

  test('K-15 a 429 before the first byte is waited out', async () => {
    const api = await emulator();
    api.next('POST /chat', {
      status: 429,
      headers: { 'retry-after': '1' },
      body: { message: 'Rate limit exceeded' },
    });
    const { code, out, err } = await cli(['chat', 'When are you open?'], { env: api.env });
    expect([code, out]).toEqual([0, 'We are open from 8 to 18.\n']);
    expect(err).toMatch(/^429 Rate limit exceeded; trying again in 1\.0 s \(\d\d:\d\d:\d\d\)\n$/);
  });

  test('K-13 Ctrl-C in the middle of an answer exits 130, with what arrived', async () => {
    const api = await emulator({ paceMs: 40 });
    const child = startCli(['chat', 'When are you open?'], { env: api.env }, { buffer: false });
    const [chunk] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    child.kill('SIGINT');
    expect((await child).exitCode).toBe(130);
    expect(chunk.toString()).toMatch(/^We/);
  });
});

test('--verbose logs each request without the key or a body', async () => {
  const api = await emulator();
  const { err } = await cli(['contacts', 'import', file(rows(2)), '--verbose'], { env: api.env });
  expect(err).toMatch(/GET http:\/\/127\.0\.0\.1:\d+\/api\/v1\/get-chatbots → 200 \(\d+ ms, attempt 1\)\n/);
  expect(err).toMatch(/POST http:\S+\/chatbots\/b1\/contacts → 200 \(\d+ ms, attempt 1\)\n/);
  expect(err).not.toContain(api.key);
  expect(err).not.toContain('Name 0');
});
