import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { finished, onScreen } from '../../support/screen.js';
import { file, workdir } from '../../support/workdir.js';

/** An editor that is a script of sh; $1 is the file it edits. */
function editor(script: string, name = 'editor'): string {
  const path = file(`#!/bin/sh\n${script}\n`, name);
  chmodSync(path, 0o755);
  return path;
}

const directoryIn = (home: string) => join(home, '.config', 'cbase');
const settingsIn = (home: string) =>
  JSON.parse(readFileSync(join(directoryIn(home), 'config.json'), 'utf8')).profiles;

/** A home whose default profile has these settings. */
function homeWith(settings: Readonly<Record<string, string>>): string {
  const home = workdir();
  mkdirSync(directoryIn(home), { recursive: true, mode: 0o700 });
  const text = JSON.stringify({ profiles: { default: settings } });
  writeFileSync(join(directoryIn(home), 'config.json'), text, { mode: 0o600 });
  return home;
}

const edit = ['config', 'edit'];

describe('config edit', () => {
  test('stores what was edited in one step, and says what was changed', async () => {
    const home = homeWith({ timeout: '90s', workspace: 'acme' });
    const EDITOR = editor(
      `sed -i 's/^timeout = 90s/timeout = 2m/; s/^workspace/# &/; s/^# keep-runs = .*/keep-runs = 30d/' "$1"`,
    );
    const { lines, code } = await finished(edit, { env: { EDITOR }, home });
    expect([code, lines]).toEqual([
      0,
      [
        'Set timeout of the profile default to 2m.',
        'Removed workspace from the profile default.',
        'Set keep-runs of the profile default to 30d.',
      ],
    ]);
    expect(settingsIn(home)).toEqual({ default: { timeout: '2m', 'keep-runs': '30d' } });
    expect(readdirSync(directoryIn(home))).toEqual(['config.json']);
  });

  test('the copy is private, in the configuration directory, and has no key', async () => {
    const { env } = await emulator();
    const home = workdir();
    const { CHATBASE_API_KEY: key = '', CHATBASE_BASE_URL = '' } = env;
    const login = ['auth', 'login', '--with-token', '--base-url', CHATBASE_BASE_URL];
    expect(await cli(login, { env: { HOME: home }, input: key })).toMatchObject({ code: 0 });
    const seen = join(workdir(), 'seen');
    const EDITOR = editor(
      `{ stat -c '%a %n' "$1" "$(dirname "$1")"; cat "$1"; env; } > ${seen}; cp "$1" "$1~"`,
    );
    const { code } = await finished(edit, { env: { EDITOR, CHATBASE_API_KEY: key }, home });
    const [copy, folder, ...text] = readFileSync(seen, 'utf8').split('\n');
    expect(code).toBe(0);
    expect(copy).toMatch(/^600 .*\/\.config\/cbase\/\.editing-[^/]+\/settings\.conf$/);
    expect(folder).toMatch(/^700 /);
    expect(text.join('\n')).toContain(`base-url = ${CHATBASE_BASE_URL}`);
    expect(text.join('\n')).not.toContain(key);
    expect(readdirSync(directoryIn(home)).toSorted()).toEqual(['config.json', 'credentials.json']);
  });

  test.each([
    ['nothing', 'true', {}],
    ['blank lines and comments', 'printf "\\n# mine\\n" >> "$1"', {}],
    ['everything, the file is empty', ': > "$1"', {}],
  ])('of %s writes nothing, and says so', async (_, script) => {
    const home = homeWith({ timeout: '90s' });
    const path = join(directoryIn(home), 'config.json');
    const before = readFileSync(path, 'utf8');
    const { lines, code } = await finished(edit, { env: { EDITOR: editor(script) }, home });
    expect([code, lines]).toEqual([0, ['Nothing was changed in the profile default']]);
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  test('mistakes are shown with their lines; a no keeps the old settings', async () => {
    const home = homeWith({ timeout: '90s' });
    const EDITOR = editor(`printf 'tiemout = 2m\\ntimeout = soon\\n' > "$1"`);
    const at = onScreen(edit, { env: { EDITOR }, home, columns: 120 });
    await at.until('Edit again?');
    expect(await at.seen()).toContain('Line 1: There is no setting "tiemout". Did you mean "timeout"?');
    expect(await at.seen()).toContain('Line 2: timeout: "soon"');
    at.type('n\r');
    expect(await at.exit).toBe(2);
    expect(await at.seen()).toContain('cbase: The settings were not changed.');
    expect(settingsIn(home)).toEqual({ default: { timeout: '90s' } });
    expect(readdirSync(directoryIn(home))).toEqual(['config.json']);
  });

  test('edited again, the file has what was typed before', async () => {
    const home = homeWith({});
    const EDITOR = editor(
      `if grep -q tiemout "$1"; then sed -i s/tiemout/timeout/ "$1"; else echo 'tiemout = 2m' >> "$1"; fi`,
    );
    const at = onScreen(edit, { env: { EDITOR }, home });
    await at.until('Edit again?');
    at.type('\r');
    expect(await at.exit).toBe(0);
    expect(settingsIn(home)).toEqual({ default: { timeout: '2m' } });
  });

  test('a bot that the account has not is a mistake of its line, unless --no-check', async () => {
    const { env } = await emulator();
    const home = homeWith({});
    const EDITOR = editor(`printf '\\nbot = Suport\\n' > "$1"`);
    const at = onScreen(edit, { env: { ...env, EDITOR, CHATBASE_BOT_ID: undefined }, home, columns: 120 });
    await at.until('Edit again?');
    expect(await at.seen()).toMatch(/Line 2: .*Suport/);
    at.type('n\r');
    expect(await at.exit).toBe(2);
    expect(settingsIn(home)).toEqual({ default: {} });
    const unchecked = await finished([...edit, '--no-check'], { env: { ...env, EDITOR }, home });
    expect(unchecked.code).toBe(0);
    expect(settingsIn(home)).toEqual({ default: { bot: 'Suport' } });
  });

  test('a bot is stored as the account spells it', async () => {
    const { env } = await emulator();
    const home = homeWith({});
    const EDITOR = editor(`echo 'bot = support' > "$1"`);
    const { code } = await finished(edit, { env: { ...env, EDITOR }, home });
    expect([code, settingsIn(home)]).toEqual([0, { default: { bot: 'Support' } }]);
  });

  test.each([
    ['flags', () => `${editor('[ "$1" = --wait ] && echo "timeout = 2m" > "$2"')} --wait`],
    ['a quoted path', () => `"${editor('echo "timeout = 2m" > "$1"', 'my editor')}"`],
    ['an escaped path', () => editor('echo "timeout = 2m" > "$1"', 'my editor').replaceAll(' ', '\\ ')],
  ])('an editor with %s works without a shell', async (_, command) => {
    const home = homeWith({});
    const { code } = await finished(edit, { env: { EDITOR: command() }, home });
    expect([code, settingsIn(home)]).toEqual([0, { default: { timeout: '2m' } }]);
  });

  test('VISUAL overrides EDITOR, if it is not blank', async () => {
    const home = homeWith({});
    const env = { VISUAL: editor('echo "timeout = 2m" > "$1"'), EDITOR: editor('exit 1') };
    expect(await finished(edit, { env, home })).toMatchObject({ code: 0 });
    const blank = { VISUAL: ' ', EDITOR: editor('echo "timeout = 3m" > "$1"') };
    expect(await finished(edit, { env: blank, home })).toMatchObject({ code: 0 });
    expect(settingsIn(home)).toEqual({ default: { timeout: '3m' } });
  });

  test.each([
    [
      'that fails',
      () => editor('echo "timeout = 2m" > "$1"; exit 3'),
      1,
      'exited with 3, so nothing was changed',
    ],
    ['that does not exist', () => '/nowhere/at-all', 2, 'The editor /nowhere/at-all was not found'],
    ['that is not a program', () => file('x', 'editor'), 2, 'was not found or cannot be run'],
    ['that only a shell could run', () => 'vi; reboot', 2, 'EDITOR contains ";", but no shell runs it'],
    ['with an open quote', () => '"vi', 2, 'EDITOR has a quote (") without an end'],
    ['that removes the file', () => editor('rm "$1"'), 2, 'settings.conf'],
    [
      'that is not set',
      () => '',
      2,
      'No editor is set. Set VISUAL or EDITOR, such as EDITOR=nano. Use: cbase config set',
    ],
  ])('an editor %s changes nothing and is an error', async (_, command, expected, words) => {
    const home = homeWith({ timeout: '90s' });
    const { lines, code } = await finished(edit, { env: { EDITOR: command() }, home, columns: 200 });
    expect([code, lines.join(' ').replace(/\s+/g, ' ')]).toEqual([expected, expect.stringContaining(words)]);
    expect(settingsIn(home)).toEqual({ default: { timeout: '90s' } });
    expect(readdirSync(directoryIn(home))).toEqual(['config.json']);
  });

  test('a change of another setting meanwhile is kept and told', async () => {
    const home = homeWith({ timeout: '90s' });
    const other = JSON.stringify({ profiles: { default: { timeout: '90s', workspace: 'acme' } } });
    const EDITOR = editor(`echo '${other}' > ${directoryIn(home)}/config.json; sed -i s/90s/2m/ "$1"`);
    const { lines, code } = await finished(edit, { env: { EDITOR }, home });
    expect([code, lines]).toEqual([
      0,
      ['Meanwhile workspace was changed elsewhere: acme', 'Set timeout of the profile default to 2m.'],
    ]);
    expect(settingsIn(home)).toEqual({ default: { timeout: '2m', workspace: 'acme' } });
  });

  test('a change of the same setting meanwhile is not overwritten unasked', async () => {
    const home = homeWith({ timeout: '90s' });
    const other = JSON.stringify({ profiles: { default: { timeout: '5s' } } });
    const EDITOR = editor(
      `grep -q 90s "$1" && echo '${other}' > ${directoryIn(home)}/config.json; sed -i s/90s/2m/ "$1"`,
    );
    for (const [answer, code, timeout] of [
      ['n\r', 2, '5s'],
      ['\r', 0, '2m'],
    ] as const) {
      writeFileSync(join(directoryIn(home), 'config.json'), '{"profiles":{"default":{"timeout":"90s"}}}');
      const at = onScreen(edit, { env: { EDITOR }, home });
      await at.until('Edit again?');
      expect(await at.seen()).toContain('was changed meanwhile: timeout is now 5s.');
      expect(settingsIn(home)).toEqual({ default: { timeout: '5s' } });
      at.type(answer);
      expect([await at.exit, settingsIn(home)]).toEqual([code, { default: { timeout } }]);
    }
  });

  test('Ctrl-C is for the editor; if it ends the editor, it ends the command', async () => {
    const home = homeWith({ timeout: '90s' });
    const patient = editor(
      `trap 'echo heard' INT; echo open; until read x; do :; done; sed -i s/90s/2m/ "$1"`,
    );
    const at = onScreen(edit, { env: { EDITOR: patient }, home });
    await at.until('open');
    at.type('\u0003');
    await at.until('heard', 1);
    at.type('\u0003');
    await at.until('heard', 2);
    at.type('\r');
    expect([await at.exit, settingsIn(home)]).toEqual([0, { default: { timeout: '2m' } }]);

    // With exec: a shell that is just starting a program can lose the signal.
    const brief = editor('echo "timeout = 3m" > "$1"; echo open; exec sleep 60');
    const ended = onScreen(edit, { env: { EDITOR: brief }, home });
    await ended.until('open');
    ended.type('\u0003');
    expect([await ended.exit, settingsIn(home)]).toEqual([130, { default: { timeout: '2m' } }]);
    expect(readdirSync(directoryIn(home))).toEqual(['config.json']);
  });

  test('SIGTERM leaves no copy behind, and Ctrl-C at the question changes nothing', async () => {
    const home = homeWith({ timeout: '90s' });
    const stuck = onScreen(edit, { env: { EDITOR: editor('echo open; exec sleep 20') }, home });
    await stuck.until('open');
    stuck.kill('SIGTERM');
    expect([await stuck.exit, readdirSync(directoryIn(home))]).toEqual([143, ['config.json']]);

    const asked = onScreen(edit, { env: { EDITOR: editor('echo x > "$1"') }, home });
    await asked.until('Edit again?');
    asked.type('\u0003');
    expect([await asked.exit, settingsIn(home)]).toEqual([130, { default: { timeout: '90s' } }]);
    expect(readdirSync(directoryIn(home))).toEqual(['config.json']);
  });

  test('creates a profile that does not exist, as config set does', async () => {
    const home = homeWith({ timeout: '90s' });
    const EDITOR = editor('echo "timeout = 2m" >> "$1"');
    const { code } = await finished([...edit, '--profile', 'work'], { env: { EDITOR }, home });
    expect([code, settingsIn(home)]).toEqual([0, { default: { timeout: '90s' }, work: { timeout: '2m' } }]);
  });

  test('says which variable overrides what was set', async () => {
    const home = homeWith({});
    const env = { EDITOR: editor('echo "timeout = 2m" >> "$1"'), CBASE_TIMEOUT: '3s' };
    const { lines } = await finished(edit, { env, home });
    expect(lines[0]).toBe('CBASE_TIMEOUT overrides this setting: timeout is 3s');
  });

  test('without a terminal, the error names config set, and no editor starts', async () => {
    const mark = join(workdir(), 'mark');
    const env = { EDITOR: editor(`: > ${mark}`) };
    const { code, out, err } = await cli(edit, { env });
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('Use: cbase config set SETTING VALUE');
    for (const argv of [['--no-input'], ['--json'], ['--jq', '.'], ['--format', 'yaml']]) {
      const shown = await finished([...edit, ...argv], { env, columns: 200 });
      expect([shown.code, shown.lines.join(' ')], argv.join(' ')).toEqual([
        2,
        expect.stringContaining('config set SETTING VALUE'),
      ]);
    }
    const ci = await finished(edit, { env: { ...env, CI: '1' } });
    expect([ci.code, existsSync(mark)]).toEqual([2, false]);
  });
});
