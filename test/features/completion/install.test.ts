import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { bin, cli } from '../../support/cli.js';
import { finished, onScreen } from '../../support/screen.js';
import { workdir } from '../../support/workdir.js';

const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** A home with a start file of zsh that is no UTF-8 and ends without a line break. */
function person() {
  const home = workdir();
  const startFile = join(home, '.zshrc');
  const before = Buffer.from('bindkey -e\nexport A=\xff', 'latin1');
  writeFileSync(startFile, before);
  chmodSync(startFile, 0o644);
  const env = { HOME: home, SHELL: '/bin/zsh' };
  const completion = (...argv: readonly string[]) => cli(['completion', ...argv], { env });
  return { home, env, startFile, before, completion };
}

const scripts = {
  bash: '.local/share/bash-completion/completions/cbase',
  zsh: '.local/share/cbase/zsh/_cbase',
  fish: '.config/fish/completions/cbase.fish',
  powershell: '.local/share/cbase/powershell/cbase.ps1',
} as const;

describe.each(shells)('for %s', (shell) => {
  test('it is installed once, updated, and undone without a trace', async () => {
    const { home, startFile, before, completion } = person();
    const script = join(home, scripts[shell]);
    const first = JSON.parse((await completion('install', shell, '--yes', '--json')).out);
    expect(first).toMatchObject({ ok: true, shell, applied: true });
    expect(first.files[0]).toEqual({ path: script, part: 'script', action: 'create' });
    const printed = (await completion(shell)).out;
    expect(readFileSync(script, 'utf8').startsWith(printed)).toBe(true);
    const again = JSON.parse((await completion('install', shell, '--json')).out);
    expect(new Set(again.files.map(({ action }: { action: string }) => action))).toEqual(new Set(['none']));
    // As the version before, or a hand, wrote it.
    writeFileSync(script, printed);
    const update = JSON.parse((await completion('install', shell, '--yes', '--json')).out);
    expect(update.files[0].action).toBe('update');
    expect((await completion('uninstall', shell, '--yes')).code).toBe(0);
    expect(existsSync(script)).toBe(false);
    expect(existsSync(join(home, '.local/share/cbase'))).toBe(false);
    expect(existsSync(join(home, '.config/powershell/Microsoft.PowerShell_profile.ps1'))).toBe(false);
    expect(readFileSync(startFile)).toEqual(before);
    expect((await completion('uninstall', shell, '--json')).code).toBe(0);
  });

  test('a script that was changed by hand is left, and named', async () => {
    const { home, completion } = person();
    const script = join(home, scripts[shell]);
    await completion('install', shell, '--yes');
    const changed = `${readFileSync(script, 'utf8')}# mine\n`;
    writeFileSync(script, changed);
    const install = await completion('install', shell, '--yes');
    expect([install.code, install.err]).toEqual([2, expect.stringContaining(script)]);
    const uninstall = await completion('uninstall', shell, '--yes');
    expect([uninstall.code, uninstall.err]).toEqual([3, expect.stringContaining(script)]);
    expect(readFileSync(script, 'utf8')).toBe(changed);
  });
});

test('without a terminal, the flag that answers is named, and nothing is written', async () => {
  const { startFile, before, completion } = person();
  const { code, out, err } = await completion('install');
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('Add --yes');
  expect(readFileSync(startFile)).toEqual(before);
});

test('--print shows every line that would be written, and writes nothing', async () => {
  const { home, startFile, before, completion } = person();
  const { code, out } = await completion('install', '--print');
  expect(code).toBe(0);
  expect(out).toContain(`fpath=(${home}/.local/share/cbase/zsh $fpath)`);
  expect(existsSync(join(home, '.local'))).toBe(false);
  expect(JSON.parse((await completion('install', '--print', '--json')).out).applied).toBe(false);
  expect(readFileSync(startFile)).toEqual(before);
});

test('the shell is found by $SHELL, then by the program that started cbase', async () => {
  const { env } = person();
  const shellOf = async (SHELL: string) =>
    JSON.parse((await cli(['completion', 'install', '--print', '--json'], { env: { ...env, SHELL } })).out)
      .shell;
  expect(await shellOf('/usr/bin/fish')).toBe('fish');
  const line = `"${process.execPath}" "${bin}" completion install --print --json; true`;
  const { stdout } = await execa('bash', ['-c', line], {
    env: { HOME: env.HOME, PATH: process.env.PATH ?? '', SHELL: '/bin/tcsh' },
    extendEnv: false,
  });
  expect(JSON.parse(stdout).shell).toBe('bash');
});

describe('a start file that cbase must not replace', () => {
  const spoiled = {
    'is a symbolic link': ({ home, startFile }: ReturnType<typeof person>) => {
      mkdirSync(join(home, 'dotfiles'));
      spawnSync('mv', [startFile, join(home, 'dotfiles', 'zshrc')]);
      symlinkSync('dotfiles/zshrc', startFile);
    },
    'is read-only': ({ startFile }: ReturnType<typeof person>) => chmodSync(startFile, 0o444),
  };
  test.each(Object.entries(spoiled))(
    '%s: it is refused, and --print still shows the lines',
    async (why, spoil) => {
      const who = person();
      spoil(who);
      const { code, err } = await who.completion('install', '--yes');
      expect([code, err]).toEqual([2, expect.stringContaining(`${who.startFile} ${why}`)]);
      expect((await who.completion('install', '--print')).out).toContain('# >>> cbase completion >>>');
      expect([readFileSync(who.startFile), lstatSync(who.startFile).isSymbolicLink()]).toEqual([
        who.before,
        why === 'is a symbolic link',
      ]);
      expect(existsSync(join(who.home, '.local'))).toBe(false);
    },
  );

  test('a folder in its place is named', async () => {
    const home = workdir();
    mkdirSync(join(home, '.zshrc'));
    const { code, err } = await cli(['completion', 'install', 'zsh', '--yes'], { env: { HOME: home } });
    expect([code, err]).toEqual([2, expect.stringContaining('.zshrc is not a regular file')]);
  });
});

test('lines that were changed by hand stay', async () => {
  const { startFile, completion } = person();
  await completion('install', '--yes');
  const changed = readFileSync(startFile, 'latin1').replace('compinit -i', 'compinit -u');
  writeFileSync(startFile, changed, 'latin1');
  expect((await completion('install', '--yes')).code).toBe(2);
  const { code, err } = await completion('uninstall', '--yes');
  expect([code, err]).toEqual([3, expect.stringContaining(startFile)]);
  expect(readFileSync(startFile, 'latin1')).toBe(changed);
});

describe('on a terminal', () => {
  test('it shows the lines, asks, and says how to load it now', async () => {
    const { home, env, startFile } = person();
    const screen = onScreen(['completion', 'install'], { env, home });
    await screen.until('Write this?');
    expect(await screen.seen()).toContain('fpath=(');
    screen.type('y\r');
    expect(await screen.exit).toBe(0);
    expect(await screen.seen()).toContain('exec zsh');
    expect(statSync(startFile).mode & 0o777).toBe(0o644);
  });

  test('a no writes nothing', async () => {
    const { home, env, startFile, before } = person();
    const screen = onScreen(['completion', 'install'], { env, home });
    await screen.until('Write this?');
    screen.type('\r');
    expect(await screen.exit).toBe(1);
    expect(readFileSync(startFile)).toEqual(before);
  });

  test('--yes does not ask', async () => {
    const { home, env } = person();
    const { code, lines } = await finished(['completion', 'install', '--yes'], { env, home });
    expect([code, lines[0]]).toEqual([0, 'The completion for zsh is installed.']);
  });
});

const isMissing = (shell: string) => spawnSync(shell, ['--version']).status !== 0;

/** Runs a line in a new shell that has a `cbase` on its PATH. */
async function inNew(shell: string, argv: readonly string[], env: Readonly<Record<string, string>>) {
  const folder = workdir();
  writeFileSync(join(folder, 'cbase'), `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`);
  chmodSync(join(folder, 'cbase'), 0o755);
  const PATH = `${folder}:${process.env.PATH ?? ''}`;
  const { stdout } = await execa(shell, argv, { env: { ...env, PATH }, extendEnv: false, stdin: 'ignore' });
  return stdout;
}

test.skipIf(isMissing('zsh')).each([
  ['without compinit', ''],
  ['after a compinit of its own', 'autoload -Uz compinit && compinit -i\n'],
])('a new zsh knows it, %s', async (_, text) => {
  const { env, startFile, completion } = person();
  writeFileSync(startFile, text);
  await completion('install', '--yes');
  const line = 'whence -w _cbase; print -r -- $_comps[cbase]';
  expect(await inNew('zsh', ['-ic', line], env)).toBe('_cbase: function\n_cbase');
});

test.skipIf(isMissing('fish'))('a new fish knows it', async () => {
  const { env, completion } = person();
  await completion('install', 'fish', '--yes');
  expect(await inNew('fish', ['-c', 'complete -C "cbase completion un"'], env)).toMatch(/^uninstall\t/);
});

test.skipIf(isMissing('bash'))('bash finds the words of the file that is installed', async () => {
  const { home, env, completion } = person();
  await completion('install', 'bash', '--yes');
  const line = `source "${home}/${scripts.bash}"; COMP_WORDS=(cbase completion un); COMP_CWORD=2; _cbase; echo "$COMPREPLY"`;
  expect(await inNew('bash', ['--norc', '-c', line], env)).toBe('uninstall');
});
