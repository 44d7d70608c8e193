import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';
import { bin, cli, shell, startCli } from '../support/cli.js';
import { argvOf, fullSeed, rows } from '../support/commands.js';
import { emulator } from '../support/emulator.js';
import { type ListRow, listServer } from '../support/list-server.js';
import { onScreen, screenOf } from '../support/screen.js';
import { file, workdir } from '../support/workdir.js';

const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(' ');

/** The command that deletes the bot runs last. */
const inOrder = [...rows].sort((a, b) => Number(a[0] === 'bots delete') - Number(b[0] === 'bots delete'));

describe('any terminal width', () => {
  test.each([0, 20, 500])(
    'every command finishes at %i columns',
    async (columns) => {
      const api = await emulator({ seed: fullSeed, key: 'journey-key-0001' });
      const codes = join(workdir(), 'codes');
      const lines = inOrder.map((row) => {
        const stdin = row[0] === 'auth login' ? 'echo journey-key-0001 |' : '';
        return `${stdin} timeout -k 1 20 '${process.execPath}' '${bin}' ${quoted(argvOf(row))}; echo "$? ${row[0]}" >> '${codes}'`;
      });
      const script = file(
        `stty cols ${columns} rows ${Math.min(columns, 24)}\n${lines.join('\n')}\n`,
        'all.sh',
      );
      // A pager waits for its reader.
      const at = screenOf('bash', [script], { env: { ...api.env, CBASE_PAGER: '' } });
      await at.exit;
      const ended = readFileSync(codes, 'utf8').trimEnd().split('\n');
      expect(ended).toHaveLength(inOrder.length);
      expect(ended.filter((line) => !line.startsWith('0 '))).toEqual([]);
      expect(at.raw()).not.toMatch(/Internal error|undefined|NaN/);
    },
    120_000,
  );

  test.each([0, 1])('a conversation answers a question at %i columns', async (columns) => {
    const api = await emulator();
    const command = `stty cols ${columns} rows ${columns}; exec '${process.execPath}' '${bin}' chat`;
    const at = screenOf('bash', ['-c', command], { env: api.env });
    const seen = () => at.raw().replace(/[\s\u001b]|\[\w+/g, '');
    const came = async (text: RegExp) => {
      for (let i = 0; i < 500 && !text.test(seen()); i++)
        await new Promise((resolve) => setTimeout(resolve, 20));
      expect(seen()).toMatch(text);
    };
    await came(/toquit\..*›/);
    at.type('When are you open?\r');
    // Wait for the next prompt: Ctrl-D is ignored before it.
    await came(/8to18\..*1credit.*›/);
    at.type('\u0004');
    expect(await at.exit).toBe(0);
  });
});

type Silence = {
  readonly port: number;
  /** Resolves on the first connection, or after 20 s. */
  readonly connected: Promise<unknown>;
};

/** A server that accepts every connection and never responds. */
async function silence(): Promise<Silence> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  const connected = once(server, 'connection', { signal: AbortSignal.timeout(20_000) }).catch(() => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { port: (server.address() as AddressInfo).port, connected };
}

describe('behind an unresponsive proxy', () => {
  const away = ({ port }: Silence) => ({
    CHATBASE_BASE_URL: 'https://api.example.test/api/v1',
    CHATBASE_API_KEY: 'journey-key-0001',
    CHATBASE_BOT_ID: 'b1',
    HTTPS_PROXY: `http://127.0.0.1:${port}`,
  });

  test('every command exits on the first SIGTERM', async () => {
    const late: string[] = [];
    const waiting = [...rows];
    const work = async () => {
      for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
        const stdin = row[0] === 'auth login' ? { input: 'journey-key-0001' } : {};
        const proxy = await silence();
        const child = startCli(argvOf(row), { env: away(proxy), ...stdin });
        await proxy.connected;
        child.kill('SIGTERM');
        const slow = setTimeout(() => child.kill('SIGKILL'), 4000);
        const { exitCode, signal } = await child;
        clearTimeout(slow);
        if (exitCode !== 143) late.push(`${row[0]}: ${exitCode ?? signal}`);
      }
    };
    await Promise.all(Array.from({ length: 4 }, work));
    expect(late).toEqual([]);
  }, 60_000);

  test('the request timeout applies before there is a connection', async () => {
    const { code, err } = await cli(['bots', 'create', 'Fresh', '--timeout', '300ms'], {
      env: away(await silence()),
    });
    expect([code, err]).toEqual([75, expect.not.stringMatching(/may (or may not )?have/)]);
  });

  test('a conversation restores the terminal', async () => {
    // A bot that is named by its id is looked up while the first message is typed.
    const CHATBASE_BOT_ID = 'v9Xh2Qm4Lp7Rt1Ws5Zk3a';
    const at = onScreen(['chat'], { env: { ...away(await silence()), CHATBASE_BOT_ID } });
    await at.until(/^you ›/m);
    at.kill('SIGTERM');
    expect(await at.exit).toBe(143);
    expect(at.raw()).toContain('\u001b[?2004l');
  });
});

describe('requests that were never sent', () => {
  test('a refused connection exits 75, and nothing is in doubt', async () => {
    const env = {
      CHATBASE_BASE_URL: 'http://127.0.0.1:9/api/v1',
      CHATBASE_API_KEY: 'journey-key-0001',
      CHATBASE_BOT_ID: 'b1',
    };
    const lines = [
      ['bots', 'create', 'Fresh'],
      ['chat', 'hello'],
      ['contacts', 'create', 'c1'],
      ['attrs', 'create', 'tier', '--type', 'text'],
    ];
    const all = await Promise.all(lines.map((argv) => cli(argv, { env })));
    for (const { code, err } of all)
      expect([code, err]).toEqual([75, expect.not.stringMatching(/may (or may not )?have|in doubt/)]);
  }, 60_000);

  test('the demo exits with the code of its failed command', async () => {
    const home = workdir();
    const { code, err } = await cli(['demo'], {
      env: { HOME: home, TMPDIR: '/proc/nowhere', XDG_STATE_HOME: '/proc/nowhere' },
    });
    expect([code, err]).toEqual([74, expect.stringContaining('XDG_STATE_HOME')]);
  });
});

describe('lists of many pages', () => {
  const leads: readonly ListRow[] = Array.from({ length: 950 }, (_, i) => ({
    id: i + 1,
    name: `Lead ${i}`,
    email: `l${i}@example.com`,
    phone: null,
    created_at: new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString(),
    chatbot_id: 'b1',
  }));
  const many = () => listServer(({ page, size }) => leads.slice((page - 1) * size, page * size));

  test.each([
    ['leads stats', ['leads', 'stats']],
    ['convos stats', ['convos', 'stats']],
    ['leads list', ['leads', 'list', '--limit', '5']],
    ['leads export', ['leads', 'export']],
    ['convos export', ['convos', 'export', '--format', 'ndjson']],
  ])('%s exits on a terminal once its last byte is written', async (_, argv) => {
    const { env } = await many();
    const at = onScreen(argv, { env });
    expect(await at.exit).toBe(0);
  });

  test.each(['leads export', 'convos export', 'leads list --limit 900', 'contacts export'])(
    'the reader of "%s" goes away: exits 0 without an error',
    async (line) => {
      const { env } = await many();
      const full = line.startsWith('contacts') ? (await emulator({ seed: fullSeed })).env : env;
      const { code, err } = await shell(
        `set -o pipefail; cbase ${line} -q | head -n 1 > /dev/null; echo \${PIPESTATUS[0]}`,
        { env: full },
      );
      expect([code, err]).toEqual([0, '']);
    },
  );
});

describe('the key stays private', () => {
  const key = 'journey-key-0001-long';

  test('an editor, a pager and a clipboard inherit no key', async () => {
    const api = await emulator({ key });
    const seen = join(workdir(), 'seen');
    const editor = file(`#!/bin/sh\nenv > '${seen}'\n`, 'editor.sh');
    execFileSync('chmod', ['+x', editor]);
    const env = {
      ...api.env,
      EDITOR: editor,
      CBASE_EMULATOR_TOKEN: 'token-canary',
      CBASE_REDACT_KEY: 'redact-canary',
    };
    const at = onScreen(['chat'], { env });
    await at.until(/^you ›/m);
    at.type('a draft');
    await at.until('› a draft');
    at.type('\u0007');
    for (let i = 0; i < 200 && !safely(seen).includes('EDITOR'); i++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(safely(seen)).toContain('EDITOR=');
    expect(safely(seen)).not.toMatch(/journey-key|canary/);
  });

  test.each([
    ['the value of --format', ['bots', 'list', '--format', key]],
    ['a command', [key]],
    ['a flag', ['bots', 'list', `--${key}`]],
  ])('CBASE_DEBUG=1 does not print a key typed as %s', async (_, argv) => {
    const env = { CBASE_DEBUG: '1', CHATBASE_API_KEY: key, CHATBASE_BASE_URL: 'http://127.0.0.1:9/api/v1' };
    const { out, err } = await cli(argv, { env });
    expect(out + err).not.toContain(key);
    expect(err).toContain('at ');
  });

  function safely(path: string): string {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return '';
    }
  }
});

describe('a user without a home directory', () => {
  const homes = () => ({ 'a file': file('no directory', 'home'), nowhere: '/proc/nowhere' });

  test.each(['a file', 'nowhere'] as const)(
    'HOME is %s: lists, questions and exports work, and other commands say why they cannot',
    async (kind) => {
      const api = await emulator({ seed: fullSeed });
      const env = { ...api.env, HOME: homes()[kind], TMPDIR: workdir() };
      const cwd = workdir();
      const codeOf = async (...argv: string[]) => (await cli(argv, { env, cwd })).code;
      expect(await codeOf('bots', 'list')).toBe(0);
      expect(await codeOf('chat', 'hello')).toBe(0);
      expect(await codeOf('leads', 'export', '--out', 'leads.csv')).toBe(0);
      expect(await codeOf('contacts', 'export', '--format', 'json')).toBe(0);
      expect(await codeOf('doctor')).toBe(0);
      for (const argv of [
        ['leads', 'export', '--out', 'x.csv', '--state', 'night'],
        ['contacts', 'import', file('external_id\nc1\n', 'c.csv')],
      ]) {
        const { code, err } = await cli(argv, { env, cwd });
        expect([code, err]).toEqual([74, expect.stringContaining('XDG_STATE_HOME')]);
      }
      expect((await cli(['doctor'], { env, cwd })).out).toMatch(/state.*warn.*XDG_STATE_HOME/);
    },
  );
});

test('twenty concurrent writers of settings all succeed', async () => {
  const home = workdir();
  const writers = Array.from({ length: 20 }, (_, i) =>
    execa(process.execPath, [bin, 'config', 'set', 'bot', `bot-${i}`, '--profile', `p${i}`], {
      env: { PATH: process.env.PATH ?? '', HOME: home },
      extendEnv: false,
      reject: false,
    }),
  );
  const codes = (await Promise.all(writers)).map(({ exitCode }) => exitCode);
  expect(codes).toEqual(Array.from({ length: 20 }, () => 0));
  const held = readFileSync(join(home, '.config/cbase/config.json'), 'utf8');
  for (let i = 0; i < 20; i++) expect(held).toContain(`bot-${i}"`);
}, 60_000);

describe('a file extension of another format', () => {
  test.each([
    ['leads export', ['leads', 'export', '--out', 'x.html']],
    ['convos export', ['convos', 'export', '--out', 'x.docx']],
    ['contacts export', ['contacts', 'export', '--out', 'x.md']],
    ['sessions export', ['sessions', 'export', 'last', '--out', 'x.html']],
    ['a batch', ['batch', 'questions.txt', '--out', 'x.html']],
    ['a JUnit report', ['contacts', 'import', 'c.csv', '--junit', 'x.html']],
    ['a map', ['contacts', 'import', 'c.csv', '--write-map', 'x.html']],
  ])('%s is refused', async (_, argv) => {
    const api = await emulator({ seed: fullSeed });
    const cwd = workdir();
    writeFileSync(join(cwd, 'questions.txt'), 'hello\n');
    writeFileSync(join(cwd, 'c.csv'), 'external_id\nc1\n');
    const { code, err } = await cli(argv, { env: api.env, cwd });
    expect([code, err]).toEqual([
      argv[0] === 'sessions' ? expect.toBeOneOf([2, 5]) : 2,
      expect.not.stringContaining('Internal error'),
    ]);
  });
});
