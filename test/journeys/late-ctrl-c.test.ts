import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { setup } from '../support/chat.js';
import { cli } from '../support/cli.js';
import { emulator } from '../support/emulator.js';
import { ctrl } from '../support/keys.js';
import { finished, onScreen } from '../support/screen.js';
import { file, program, workdir } from '../support/workdir.js';

/**
 * Ctrl-C goes to all programs in the foreground of a terminal. Here one ends because of it, and cbase gets the signal only after it
 * has collected the end of that program: what the system does now and then, on every run.
 */
const late = (end: string) => `parent=$PPID; own=$$
(while kill -0 $own; do :; done; kill -INT $parent) >/dev/null 2>&1 </dev/null &
${end}`;

/** As a program that catches Ctrl-C: it says that it is there, and ends in a way of its own. */
const catching = (end: string) => `trap '${end}' INT; echo waiting >&2; while :; do sleep 0.05; done`;

const ends = ['exit 1', 'exit 3', 'exit 130', 'exit 0'];

function onPath(name: string, script: string) {
  const home = workdir();
  mkdirSync(join(home, 'bin'));
  program(script, name, join(home, 'bin'));
  return { home, env: { HOME: home, PATH: `${join(home, 'bin')}${delimiter}${process.env.PATH}` } };
}

describe('Ctrl-C while a key command runs', () => {
  const login = ['auth', 'login', '--key-command', 'vault'];

  test.each(ends)('that ends with %s before the signal is here', async (end) => {
    const { env } = onPath('vault', late(end));
    const { code, err } = await cli(login, { env });
    expect([code, err]).toEqual([130, 'cbase: Stopped.\n']);
  });

  test.each(ends)('that catches it, and ends with %s', async (end) => {
    const { home, env } = onPath('vault', catching(end));
    const at = onScreen(login, { env, home });
    await at.until('waiting');
    at.type(ctrl('C'));
    expect(await at.exit).toBe(130);
    expect(await at.seen()).toContain('Stopped');
  });

  test('that the signal ends, even if it never comes here', async () => {
    const { env } = onPath('vault', 'kill -INT $$');
    const { code, err } = await cli(login, { env });
    expect([code, err]).toEqual([130, 'cbase: Stopped.\n']);
  });

  test('SIGHUP, too, has its own exit code', async () => {
    const { env } = onPath('vault', late('kill -HUP $$').replace('-INT', '-HUP'));
    expect((await cli(login, { env })).code).toBe(129);
  });

  test('ends doctor, which does not go on without a key', async () => {
    const api = await emulator({ key: 'key-of-the-emulator' });
    const { env } = onPath('vault', 'echo key-of-the-emulator');
    const done = await cli([...login, '--base-url', api.url], { env });
    expect(done.code, done.err).toBe(0);
    program(late('exit 1'), 'vault', join(env.HOME, 'bin'));
    const { code, out, err } = await cli(['doctor'], { env });
    expect([code, out, err]).toEqual([130, '', 'cbase: Stopped.\n']);
  });
});

describe('Ctrl-C while pdftotext reads a PDF', () => {
  test.each([late('exit 1'), late('exit 3'), 'kill -INT $$'])('%j', async (script) => {
    const { env } = onPath('pdftotext', script);
    const api = await emulator();
    const cwd = workdir();
    file('%PDF-1.4', 'manual.pdf', cwd);
    const argv = ['bots', 'train', 'b1', '--yes', '--source', 'manual.pdf'];
    const { code, err } = await cli(argv, { cwd, env: { ...api.env, ...env } });
    expect([code, err]).toEqual([130, 'cbase: Stopped.\n']);
    expect(api.seen('POST /update-chatbot-data')).toEqual([]);
  });
});

describe('Ctrl-C that ends an editor', () => {
  /** What the terminal gets when a line is about to be read. */
  const pasteOn = '\u001b[?2004h';

  test('is not for the conversation, which goes on', async () => {
    const { api, home } = await setup();
    const at = onScreen(['chat'], { env: { ...api.env, EDITOR: program(late('exit 1'), 'editor') }, home });
    await at.until('›');
    at.type(ctrl('G'));
    await at.until('exited with 1; the draft is unchanged');
    // Until the line is read key by key again, the terminal itself would turn Ctrl-C into a signal.
    const isOpen = () => at.raw().lastIndexOf(pasteOn) > at.raw().indexOf('exited with 1');
    while (!isOpen()) await new Promise((resolve) => setTimeout(resolve, 10));
    at.type('still here');
    await at.until('still here');
    at.type(`${ctrl('C')}${ctrl('D')}`);
    expect(await at.exit).toBe(0);
  });

  test('is for the editor: if that stores and ends well, so does config edit', async () => {
    const home = workdir();
    const EDITOR = program(late('echo "timeout = 2m" > "$1"'), 'editor');
    const { code } = await finished(['config', 'edit'], { env: { EDITOR }, home });
    const directory = join(home, '.config/cbase');
    expect([code, readdirSync(directory)]).toEqual([0, ['config.json']]);
    expect(readFileSync(join(directory, 'config.json'), 'utf8')).toContain('"timeout": "2m"');
  });

  test('ends config edit in the same words, whenever it comes', async () => {
    const EDITOR = program(late('exit 130'), 'editor');
    const { code, lines } = await finished(['config', 'edit'], { env: { EDITOR } });
    expect([code, lines.join('\n')]).toEqual([130, expect.stringContaining('Canceled; nothing was changed')]);
  });
});

describe('Ctrl-C that makes a pager fail', () => {
  test.each([
    ['exit 1', 80],
    ['exit 130', 80],
    ['kill -INT $$', 80],
    ['exit 1', 90],
    ['exit 130', 90],
    ['kill -INT $$', 90],
  ])('leaves it, and nothing is printed: %s at %i columns', async (end, columns) => {
    const PAGER = program(late(`cat >/dev/null; ${end}`), 'pager');
    const help = ['contacts', 'import', '--help', '--all'];
    const { code, lines } = await finished(help, { env: { PAGER }, columns });
    expect([code, lines]).toEqual([0, ['']]);
  });
});
