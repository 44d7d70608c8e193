import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, startCli } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { canary } from '../../support/handmade-server.js';
import { run } from '../../support/io.js';
import { ctrl } from '../../support/keys.js';
import { onScreen } from '../../support/screen.js';
import { workdir } from '../../support/workdir.js';

const path = process.env.PATH ?? '';

/** A program in a directory of its own that is on the PATH, as a password manager is. */
function manager(script: string, name = 'vault') {
  const home = workdir();
  const directory = join(home, 'bin');
  mkdirSync(directory);
  writeFileSync(join(directory, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { home, env: { HOME: home, PATH: `${directory}${delimiter}${path}` } };
}

const credentialsOf = (home: string) => join(home, '.config/cbase/credentials.json');

function stored(home: string): unknown {
  return existsSync(credentialsOf(home))
    ? JSON.parse(readFileSync(credentialsOf(home), 'utf8')).profiles
    : {};
}

const printing = `echo "$@" >> "$HOME/ran"; printf '%s\\n' ${canary}`;

/** Logged in with a command that prints the key, and notes that it ran. */
async function loggedIn(script = printing, more: readonly string[] = []) {
  const api = await emulator({ key: canary });
  const { home, env } = manager(script);
  const login = ['auth', 'login', '--base-url', api.url, '--key-command', 'vault read "my key"', ...more];
  const done = await cli(login, { env });
  const ran = () => readFileSync(join(home, 'ran'), 'utf8').split('\n').slice(0, -1);
  return { api, home, env, done, ran };
}

describe('auth login --key-command', () => {
  test('stores the command for the origin, and the key nowhere', async () => {
    const { api, home, env, done, ran } = await loggedIn();
    expect(done, done.err).toMatchObject({ code: 0 });
    const { origin } = new URL(api.url);
    expect(stored(home)).toEqual({ default: { keyCommand: 'vault read "my key"', origin } });
    expect([ran(), api.seen('GET /get-chatbots').length]).toEqual([['read my key'], 1]);
    expect(done.err).toContain('cbase runs vault read "my key" whenever it needs the key');
    const files = readdirSync(home, { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter((one) => one.isFile() && one.name !== 'vault')
      .map((one) => readFileSync(join(one.parentPath, one.name), 'utf8'));
    expect(files.filter((text) => text.includes(canary))).toEqual([]);
    expect(await cli(['bots', 'list', '--format', 'id'], { env })).toMatchObject({
      code: 0,
      out: 'b1\nb2\nb3\nb4\n',
    });
  });

  test('the command runs once per invocation, however many requests there are', async () => {
    const { env, ran } = await loggedIn();
    const doctor = JSON.parse((await cli(['doctor', '--json'], { env })).out);
    expect(doctor.checks).toContainEqual({
      check: 'key',
      status: 'ok',
      detail: '…WXYZ from key command: vault read "my key"',
    });
    expect(ran().length).toBe(2);
    await cli(['contacts', 'list', '--bot', 'b1'], { env });
    expect(ran().length).toBe(3);
  });

  test('auth status and profile list name the command; the list does not run it', async () => {
    const { env, ran } = await loggedIn();
    const status = JSON.parse((await cli(['auth', 'status', '--json'], { env })).out);
    expect(status).toMatchObject({ source: 'key command: vault read "my key"', key: '…WXYZ' });
    const before = ran().length;
    const list = JSON.parse((await cli(['profile', 'list', '--json'], { env })).out);
    expect(list).toMatchObject([
      { name: 'default', key: null, key_from: 'command', key_command: 'vault read "my key"' },
    ]);
    expect(ran().length).toBe(before);
  });

  test('a variable with a key comes before the command, which then does not run', async () => {
    const { api, env, ran } = await loggedIn();
    const more = { ...env, CHATBASE_API_KEY: canary, CHATBASE_BASE_URL: api.url };
    const { out } = await cli(['auth', 'status', '--json'], { env: more });
    expect(JSON.parse(out)).toMatchObject({ source: 'CHATBASE_API_KEY' });
    expect(ran().length).toBe(1);
  });

  test('the key goes to no other origin, and the command does not even run for one', async () => {
    const { env, ran } = await loggedIn();
    const { code, err } = await cli(['bots', 'list', '--base-url', 'http://127.0.0.1:9/api/v1'], { env });
    expect([code, ran().length]).toEqual([4, 1]);
    expect(err).toContain('was stored for');
  });

  test('it runs in the home directory, without the keys in the environment, with everything else', async () => {
    const script = `pwd > "$HOME/ran"; env >> "$HOME/ran"; printf '%s\\n' ${canary}`;
    const api = await emulator({ key: canary });
    const { home, env } = manager(script);
    const given = { ...env, OP_SERVICE_ACCOUNT_TOKEN: 'ops', CHATBASE_API_KEY: 'k', CBASE_REDACT_KEY: 'r' };
    const login = ['auth', 'login', '--base-url', api.url, '--key-command', 'vault'];
    expect((await cli(login, { env: given })).code).toBe(0);
    const [cwd, ...variables] = readFileSync(join(home, 'ran'), 'utf8').split('\n');
    expect([cwd, variables.includes('OP_SERVICE_ACCOUNT_TOKEN=ops')]).toEqual([home, true]);
    expect(variables.filter((one) => /^(CHATBASE_API|CBASE_REDACT)/.test(one))).toEqual([]);
  });

  test('it does not read what is piped into cbase', async () => {
    const { env } = await loggedIn(`cat > "$HOME/stolen"; printf '%s\\n' ${canary}`);
    const argv = ['contacts', 'import', '-', '--bot', 'b1', '--dry-run', '--json'];
    const { out } = await cli(argv, { env, input: 'external_id,name\nx1,Ada\n' });
    expect(JSON.parse(out).input.rows).toBe(1);
  });

  test('logout forgets the command, and a login in its place says so', async () => {
    const { api, home, env } = await loggedIn();
    const again = await cli(['auth', 'login', '--with-token', '--base-url', api.url], {
      env,
      input: canary,
    });
    expect(again.err).toContain('it replaces the key command vault read "my key"');
    expect(stored(home)).toMatchObject({ default: { key: canary } });
    const back = ['auth', 'login', '--key-command', 'vault other', '--json'];
    expect(JSON.parse((await cli(back, { env })).out)).toMatchObject({
      key_command: 'vault other',
      replaced: '…WXYZ',
    });
    const out = await cli(['auth', 'logout', '--json'], { env });
    expect(JSON.parse(out.out)).toMatchObject({ key_command: 'vault other' });
    expect(existsSync(credentialsOf(home))).toBe(false);
  });
});

describe('a key command that cannot give a key', () => {
  test.each([
    [
      'fails',
      `echo ${canary}; echo "not signed in" >&2; echo "run op signin" >&2; exit 3`,
      4,
      'failed with exit code 3: not signed in / run op signin',
    ],
    ['is killed', 'kill -9 $$', 4, 'was ended by SIGKILL'],
    ['prints nothing', 'true', 2, 'printed nothing'],
    ['prints blanks', 'printf "  \\n\\n"', 2, 'printed nothing'],
    ['prints several lines', `echo ${canary}; echo more`, 2, 'printed more than one line'],
    ['prints very much', `yes ${canary}`, 2, 'printed far more than one line'],
    ['prints a sentence', `echo "the key is ${canary}"`, 2, 'contains spaces'],
    ['prints other characters', `printf '${canary}\\303\\251\\n'`, 2, 'non-ASCII'],
    ['prints a variable', `echo KEY=${canary}`, 2, 'has the form NAME=KEY'],
    ['prints quotes', `echo '"${canary}"'`, 2, 'is in quotes'],
  ])('%s', async (_, script, code, words) => {
    const { home, env } = manager(script);
    const argv = [
      'auth',
      'login',
      '--base-url',
      'http://127.0.0.1:9/api/v1',
      '--key-command',
      'vault read x',
    ];
    const result = await cli([...argv, '--json'], { env });
    expect(result.code, result.err).toBe(code);
    expect(result.err).toContain('the key command "vault read x"');
    expect(result.err).toContain(words);
    expect(result.out + result.err).not.toContain(canary);
    expect(stored(home)).toEqual({});
  });

  test.each([
    ['no-such-program-here --x', 'its program was not found'],
    ['/etc/passwd', 'cannot be run (EACCES)'],
    ['./vault', 'names its program by a relative path'],
    ['bin/vault', 'names its program by a relative path'],
    ['OP_ACCOUNT=x vault', 'begins with a variable'],
    ['vault | head -1', 'contains a pipe, but no shell runs it'],
    ['', 'is empty'],
  ])('%j', async (command, words) => {
    const { home, env } = manager(printing);
    const { code, err } = await cli(['auth', 'login', '--key-command', command], { env });
    expect([code, err]).toEqual([2, expect.stringContaining(words)]);
    expect([stored(home), existsSync(join(home, 'ran'))]).toEqual([{}, false]);
  });

  test('what it says is escaped, and its last words are kept', async () => {
    const { env } = manager('printf "\\033[2J\\033]0;x\\007oops\\n" >&2; exit 1');
    const { code, err } = await cli(['auth', 'login', '--key-command', 'vault'], { env });
    expect(code).toBe(4);
    expect(err).toContain('^[[2J^[]0;x^Goops');
    expect(err).not.toContain('\u001b');
  });

  test('a rejected key names the command, and is not stored', async () => {
    const { home, env } = manager('echo another-key-that-is-wrong');
    const api = await emulator({ key: canary });
    const argv = ['auth', 'login', '--base-url', api.url, '--key-command', 'vault'];
    const { code, err } = await cli(argv, { env });
    expect([code, stored(home)]).toEqual([4, {}]);
    expect(err).toContain('did not accept the key from the key command "vault"');
    expect(err).not.toContain('another-key');
  });

  test('two ways to name the key contradict each other', async () => {
    const { env } = manager(printing);
    const argv = ['auth', 'login', '--with-token', '--key-command', 'vault'];
    expect(await cli(argv, { env, input: canary })).toMatchObject({ code: 2 });
  });

  test('a command that hangs is ended after --timeout, and what waits for it is named before', async () => {
    const { env } = manager('trap "" TERM; echo $$ > "$HOME/pid"; exec sleep 60');
    const argv = ['auth', 'login', '--key-command', 'vault', '--timeout', '3s'];
    const { code, err } = await cli(argv, { env });
    expect([code, err]).toEqual([
      4,
      expect.stringContaining('the key command "vault" printed no key within 3 s'),
    ]);
    expect(err).toContain('Waiting for the key from vault');
    const pid = Number(readFileSync(join(env.HOME, 'pid'), 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  test('SIGINT ends the command as well', async () => {
    const { env } = manager('echo $$ > "$HOME/pid"; exec sleep 60');
    const child = startCli(['auth', 'login', '--key-command', 'vault'], { env });
    const pidFile = join(env.HOME, 'pid');
    while (!existsSync(pidFile) || readFileSync(pidFile, 'utf8') === '')
      await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill('SIGINT');
    expect((await child).exitCode).toBe(130);
    const pid = Number(readFileSync(pidFile, 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  test('a child that it leaves in the background does not keep cbase waiting', async () => {
    const { done } = await loggedIn(`sleep 5 & printf '%s\\n' ${canary}`);
    expect(done.code, done.err).toBe(0);
  });

  test('a project file cannot name one', async () => {
    const api = await emulator({ key: canary });
    const { home, env } = manager(printing);
    const cwd = workdir();
    const planted = { keyCommand: 'vault', profiles: { default: { keyCommand: 'vault', origin: 'x' } } };
    for (const name of ['.cbaserc', '.cbase.json', 'config.json', 'credentials.json', 'package.json'])
      writeFileSync(join(cwd, name), JSON.stringify({ ...planted, cbase: planted }));
    writeFileSync(join(cwd, '.env'), `CHATBASE_API_KEY_COMMAND=vault\nCHATBASE_BASE_URL=${api.url}\n`);
    const { code } = await cli(['bots', 'list'], { env, cwd });
    expect([code, existsSync(join(home, 'ran'))]).toEqual([4, false]);
  });

  test('a profile with both a key and a command is corrupt, and its content is not shown', async () => {
    const home = workdir();
    mkdirSync(join(home, '.config/cbase'), { recursive: true });
    const both = { key: canary, keyCommand: 'vault', origin: 'https://x.example' };
    writeFileSync(credentialsOf(home), JSON.stringify({ profiles: { default: both } }), { mode: 0o600 });
    const { code, err } = await run(['bots', 'list'], { home });
    expect([code, err.includes(canary)]).toEqual([2, false]);
    expect(err).toContain('is corrupt');
  });
});

describe('a key command in a terminal', () => {
  test('may ask for a password, and its question is seen', async () => {
    const api = await emulator({ key: canary });
    const { home, env } = manager(
      `printf 'Master password: ' >&2; read -r p; [ "$p" = open ] && printf '%s\\n' ${canary}`,
    );
    const argv = ['auth', 'login', '--base-url', api.url, '--key-command', 'vault', '--bot', 'b1'];
    const at = onScreen(argv, { env, home, columns: 120 });
    await at.until('Master password:');
    at.type('open\r');
    expect(await at.exit).toBe(0);
    expect(await at.seen()).toContain('Logged in to');
    expect(at.raw()).not.toContain(canary);
  });

  test('with --no-input it gets no terminal, so it cannot wait for an answer', async () => {
    const { home, env } = manager('read -r p || { echo "nobody to ask" >&2; exit 1; }');
    const at = onScreen(['auth', 'login', '--no-input', '--key-command', 'vault'], { env, home });
    expect(await at.exit).toBe(4);
    expect(await at.seen()).toContain('nobody to ask');
  });

  test('Ctrl-C while it waits ends both', async () => {
    const { home, env } = manager('echo waiting >&2; exec sleep 60');
    const at = onScreen(['auth', 'login', '--key-command', 'vault'], { env, home });
    await at.until('waiting');
    at.type(ctrl('C'));
    expect(await at.exit).toBe(130);
    expect(stored(home)).toEqual({});
  });
});
