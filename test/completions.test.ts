import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import type { Io } from '../src/base/io.js';
import { bashScript } from '../src/cli/completion/bash.js';
import { fishScript } from '../src/cli/completion/fish.js';
import { powershellScript } from '../src/cli/completion/powershell.js';
import { completionTree } from '../src/cli/completion/program-tree.js';
import { places } from '../src/cli/completion/tree.js';
import { zshScript } from '../src/cli/completion/zsh.js';
import { buildProgram } from '../src/program.js';
import { bin, cli } from './support/cli.js';
import { emulator } from './support/emulator.js';
import { run } from './support/io.js';
import { file, workdir } from './support/workdir.js';

const root = new URL('../completions/', import.meta.url).pathname;
const io = { version: '', stdout: {} } as unknown as Io;
const tree = completionTree(await buildProgram({ io, run: async () => 0, end: () => {}, print: () => {} }));

const scripts = [
  ['bash', 'cbase.bash', bashScript],
  ['zsh', '_cbase', zshScript],
  ['fish', 'cbase.fish', fishScript],
  ['powershell', 'cbase.ps1', powershellScript],
] as const;

describe.each(scripts)('%s', (shell, name, script) => {
  const text = readFileSync(join(root, name), 'utf8');

  test('is up to date with the command tree (npm run completions)', () => {
    expect(text).toBe(script(tree));
  });

  test('is what `cbase completion` prints', async () => {
    expect(await run(['completion', shell])).toMatchObject({ code: 0, out: text, err: '' });
  });

  test('contains every command and every flag, and evaluates nothing', () => {
    for (const { branch } of places(tree)) {
      expect(text).toContain(branch.name);
      for (const flag of branch.flags)
        for (const one of flag.names) expect(text).toContain(shell === 'fish' ? one.replace(/^-+/, '') : one);
    }
    expect(text).not.toMatch(/\beval\b|compgen|Invoke-Expression|iex /);
  });
});

test('the error for an unknown shell lists the known ones', async () => {
  const { code, err } = await run(['completion', 'tcsh']);
  expect([code, err]).toEqual([2, expect.stringContaining('bash, zsh, fish, powershell')]);
});

test('a flag takes a value everywhere or nowhere, so that one list is enough for fish', () => {
  const taking = new Map<string, boolean>();
  for (const { branch } of places(tree)) {
    for (const { names, value } of branch.flags) {
      for (const name of names) {
        expect([name, taking.get(name) ?? value !== undefined]).toEqual([name, value !== undefined]);
        taking.set(name, value !== undefined);
      }
    }
  }
});

const installed = (shell: string) => spawnSync(shell, ['--version']).status === 0;
const isMissing = (shell: string) => {
  if (installed(shell)) return false;
  process.stderr.write(
    `\nSKIPPED: ${shell} is not installed, so its completion is not tried (apt-get install ${shell})\n`,
  );
  return true;
};

/** An account with hostile bot names, and a `cbase` on the PATH that counts its starts. */
async function account() {
  const bots = [
    'Help Desk',
    'Helga',
    '$(touch pwned)',
    '`touch pwned`',
    `it's "here"; touch pwned`,
    'a\u001b[31mb',
    'line\nbreak',
  ];
  const seed = file(
    JSON.stringify({ bots: bots.map((name, i) => ({ id: `id-${i}`, name, source: 'x' })) }),
    'seed.json',
  );
  const api = await emulator({ seed });
  const path = workdir();
  const starts = join(path, 'starts');
  writeFileSync(
    join(path, 'cbase'),
    `#!/bin/sh\necho x >> '${starts}'\nexec '${process.execPath}' '${bin}' "$@"\n`,
  );
  chmodSync(join(path, 'cbase'), 0o755);
  const HOME = workdir();
  const env = {
    ...api.env,
    CHATBASE_BOT_ID: '',
    PATH: `${path}:${process.env.PATH}`,
    HOME,
    TERM: 'xterm',
    LC_ALL: 'C.UTF-8',
  };
  return {
    env,
    cwd: workdir(),
    starts: () => (existsSync(starts) ? readFileSync(starts, 'utf8').length / 2 : 0),
  };
}

/** Profiles, and states of exports. */
function plant(HOME: string): void {
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(HOME, path)), { recursive: true, mode: 0o700 });
    writeFileSync(join(HOME, path), content, { mode: 0o600 });
  };
  const state = '.local/state/cbase';
  write('.config/cbase/config.json', JSON.stringify({ profiles: { default: {}, eu: { bot: 'b' } } }));
  write(`${state}/exports/leads-nightly.state.json`, '{}');
  write(`${state}/exports/convos-weekly.state.json`, '{}');
}

type Account = Awaited<ReturnType<typeof account>>;

/** The completions of bash for these words, the last of which is being typed. */
async function bashProposes(words: readonly string[], { env, cwd }: Account): Promise<readonly string[]> {
  const script = `source '${root}cbase.bash'; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _cbase 2>/dev/null; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await execa('bash', ['-c', script, 'bash', ...words], { env, cwd, extendEnv: false });
  return stdout.split('\n').filter((line) => line !== '');
}

async function fishProposes(line: string, here: Account): Promise<readonly string[]> {
  return (await fishLines(line, here)).map((one) => one.split('\t')[0] ?? '').filter((one) => one !== '');
}

/** With their descriptions. */
async function fishLines(line: string, { env, cwd }: Account): Promise<readonly string[]> {
  const script = `source '${root}cbase.fish'; complete -C (cat)`;
  const { stdout } = await execa('fish', ['--no-config', '-c', script], {
    env,
    cwd,
    extendEnv: false,
    input: line,
  });
  return stdout.split('\n').filter((one) => one !== '');
}

/** Types into a real shell and waits for the expected output. */
function typed(
  shell: string,
  argv: readonly string[],
  setup: string,
  keys: string,
  awaited: RegExp,
  { env, cwd }: Account,
) {
  return new Promise<string>((resolve, reject) => {
    const terminal = spawn(shell, [...argv], { cols: 120, rows: 40, cwd, env: { ...env, PS1: 'READY> ' } });
    let text = '';
    let step = 0;
    const timer = setTimeout(() => {
      terminal.kill();
      reject(new Error(`${shell} never showed ${awaited}: ${JSON.stringify(text)}`));
    }, 15_000);
    terminal.onData((chunk) => {
      text += chunk;
      if (step === 0 && text.includes('READY> ')) {
        step = 1;
        terminal.write(`${setup}; echo SET''UP\r`);
      } else if (step === 1 && /SETUP[\s\S]*READY> /.test(text)) {
        step = 2;
        text = '';
        terminal.write(keys);
      } else if (step === 2 && awaited.test(text)) {
        clearTimeout(timer);
        resolve(text);
        terminal.kill();
      }
    });
  });
}

const hostileLine = 'cbase chat $(touch pwned) `touch pwned` "$(touch pwned)" ';

describe.skipIf(isMissing('bash'))('in a real bash', () => {
  test.each([
    [['cbase', 'bo'], ['bots']],
    [['cbase', 'bots', 'g'], ['get']],
    [
      ['cbase', '--local', 'bots', 'icon', ''],
      ['set', 'delete'],
    ],
    [['cbase', 'bots', 'list', '--fo'], ['--format']],
    [['cbase', 'bots', 'list', '--format', 'n'], ['ndjson']],
    [['cbase', 'bots', 'list', '--format', '=', 'js'], ['json']],
    [['cbase', 'completion', 'z'], ['zsh']],
    [
      ['cbase', 'completion', ''],
      ['install', 'uninstall', 'bash', 'zsh'],
    ],
    [['cbase', 'completion', 'uninstall', 'z'], ['zsh']],
    [['cbase', 'chat', '--', '--te'], []],
    [['cbase', 'bots', 'l'], ['list']],
    [['cbase', 'bots', 'ls', '--form'], ['--format']],
    [['cbase', 'bots', 'icon', 'r'], ['rm']],
    [['cbase', 'help', 'exit'], ['exit-codes']],
    [['cbase', 'help', '--a'], ['--all']],
    [['cbase', 'open', 'l'], ['leads']],
    [
      ['cbase', 'nonsense', ''],
      ['auth', 'config', 'profile', 'bots'],
    ],
  ])('%j is completed with %j', async (words, wanted) => {
    const here = await account();
    expect((await bashProposes(words, here)).slice(0, 4)).toEqual(wanted);
    expect(here.starts()).toBe(0);
  });

  test('bot names are quoted for the shell; those that quotes cannot hold are left out', async () => {
    const here = await account();
    expect(await bashProposes(['cbase', 'bots', 'get', 'Hel'], here)).toEqual(['Help\\ Desk', 'Helga']);
    expect(here.starts()).toBe(1);
    expect(await bashProposes(['cbase', 'bots', 'get', '"Hel'], here)).toEqual(['Help Desk', 'Helga']);
    const all = await bashProposes(['cbase', 'bots', 'get', ''], here);
    expect(all).toContain('\\$\\(touch\\ pwned\\)');
    expect(all.join()).not.toContain('\u001b');
    expect((await bashProposes(['cbase', 'bots', 'get', '"'], here)).join()).not.toMatch(/[$`!]/);
    expect((await bashProposes(['cbase', 'bots', 'get', "'it"], here)).join()).toBe('');
    expect(existsSync(join(here.cwd, 'pwned'))).toBe(false);
  });

  test.each([
    [
      ['cbase', 'profile', 'use', ''],
      ['default', 'eu'],
    ],
    [['cbase', 'bots', 'list', '--profile', 'e'], ['eu']],
    [['cbase', 'leads', 'export', '--state', ''], ['nightly']],
    [['cbase', 'convos', 'status', ''], ['weekly']],
  ])('%j is completed with what is on this machine: %j', async (words, wanted) => {
    const here = await account();
    plant(here.env.HOME);
    expect(await bashProposes(words, here)).toEqual(wanted);
  });

  test('sessions and runs are completed with those of this machine', async () => {
    const here = await account();
    const state = { env: { HOME: here.env.HOME, CHATBASE_BOT_ID: 'Harbor Coffee' } };
    const csv = file('external_id,name\nc-1,Ada\n', 'contacts.csv');
    await cli(['chat', '--local', '-q', 'Hello'], state);
    await cli(['contacts', 'import', csv, '--local', '-q'], state);
    const session = (await cli(['sessions', 'ls', '--format', 'id'], state)).out.trim();
    const run = (await cli(['contacts', 'import', 'results', '--format', 'id'], state)).out.trim();
    expect(await bashProposes(['cbase', 'sessions', 'rm', session.slice(0, 2)], here)).toEqual([session]);
    expect(await bashProposes(['cbase', 'chat', '--reopen', session.slice(0, 2)], here)).toEqual([session]);
    expect(await bashProposes(['cbase', 'contacts', 'import', 'undo', run.slice(0, 4)], here)).toEqual([run]);
  });

  test('files are proposed by their type, with all folders; any file where none fits', async () => {
    const here = await account();
    for (const name of ['a.csv', 'b c.tsv', 'rows.ndjson', 'notes.md', 'tests.yaml'])
      writeFileSync(join(here.cwd, name), '');
    mkdirSync(join(here.cwd, 'sub'));
    const importing = await bashProposes(['cbase', 'contacts', 'import', ''], here);
    expect(importing).toEqual([
      ...['resume', 'resolve', 'results', 'undo', 'clean', 'a.csv', 'b c.tsv', 'rows.ndjson', 'sub'],
    ]);
    expect(await bashProposes(['cbase', 'tests', 'run', ''], here)).toEqual(['sub', 'tests.yaml']);
    expect(await bashProposes(['cbase', 'contacts', 'import', 'b\\ '], here)).toEqual(['b c.tsv']);
    expect(await bashProposes(['cbase', 'contacts', 'import', 'n'], here)).toEqual([]);
    expect(here.starts()).toBe(0);
  });

  test.each([
    [['cbase', '--local', '-b', 'Harbor Coffee', 'attrs', 'get', 'cu'], ['customer_since']],
    [
      ['cbase', 'chat', '--model', 'gpt-4o'],
      ['gpt-4o', 'gpt-4o-mini'],
    ],
    [['cbase', 'attrs', 'create', ''], []],
    [['cbase', 'emulator', '--webhook-secret', ''], []],
  ])('%j is completed with names: %j', async (words, wanted) => {
    expect(await bashProposes(words, await account())).toEqual(wanted);
  });

  test('flags on the line select the account whose bots are suggested', async () => {
    const here = await account();
    const words = ['cbase', '--local', 'bots', 'get', 'Har'];
    expect(await bashProposes(words, here)).toEqual(['Harbor\\ Coffee']);
  });

  test('TAB in a terminal completes, and never evaluates what was typed', async () => {
    const here = await account();
    const setup = `source '${root}cbase.bash'; source '${root}cbase.bash'`;
    const argv = ['--norc', '--noprofile', '-i'];
    await typed('bash', argv, setup, 'cbase bots ico\t', /icon /, here);
    await typed('bash', argv, setup, `${hostileLine}--tem\t`, /--temperature/, here);
    expect([existsSync(join(here.cwd, 'pwned')), here.starts()]).toEqual([false, 0]);
  });
});

describe.skipIf(isMissing('fish'))('in a real fish', () => {
  test.each([
    ['cbase bo', ['bots']],
    ['cbase bots g', ['get']],
    ['cbase --local bots icon ', ['delete', 'set']],
    ['cbase bots list --format n', ['ndjson']],
    ['cbase bots list --format=js', ['--format=json']],

    ['cbase bots get Hel', ['Helga', 'Help Desk']],
    ['cbase bots show Hel', ['Helga', 'Help Desk']],
    ['cbase bots sh', ['show']],
    ['cbase bots ls --form', ['--format']],
    ['cbase help exit', ['exit-codes']],
  ])('%j is completed with %j', async (line, wanted) => {
    expect((await fishProposes(line, await account())).toSorted()).toEqual(wanted);
  });

  test('names are explained, and files are proposed by their type', async () => {
    const here = await account();
    for (const name of ['a.csv', 'notes.md', 'tests.yaml']) writeFileSync(join(here.cwd, name), '');
    expect(await fishLines('cbase bots get Helg', here)).toEqual(['Helga\tid-1']);
    expect(await fishLines('cbase bots get id-1', here)).toEqual(['id-1\tHelga']);
    expect(await fishLines('cbase tests run ', here)).toEqual(['tests.yaml']);
    expect(await fishLines('cbase contacts import a', here)).toEqual(['a.csv']);
    const quotes = await fishProposes('cbase contacts import x --quote ', here);
    expect(quotes).toEqual(['"', "'", 'auto', 'none']);
  });

  test('neither typed text nor bot names are evaluated', async () => {
    const here = await account();
    expect(await fishProposes(`${hostileLine}--tem`, here)).toEqual(['--temperature']);
    expect(here.starts()).toBe(0);
    expect(await fishProposes('cbase bots get ', here)).toContain('$(touch pwned)');
    expect(existsSync(join(here.cwd, 'pwned'))).toBe(false);
  });
});

describe.skipIf(isMissing('zsh'))('in a real zsh', () => {
  const setup = `autoload -U compinit && compinit -u -d ./dump && source '${root}_cbase'; PROMPT='READY> '`;
  const inZsh = (keys: string, awaited: RegExp, here: Account) =>
    typed('zsh', ['-f', '-i'], setup, keys, awaited, here);

  test.each([
    ['cbase bo\t', /cbase bots/],
    ['cbase bots ico\t', /icon/],
    ['cbase bots list --format nd\t', /ndjson/],
    ['cbase bots list --format=nd\t', /--format=ndjson/],
    ['cbase chat --tem\t', /--temperature/],
    ['cbase bots ls --form\t', /--format/],
    ['cbase bots sho\t', /bots show/],
    ['cbase help exit\t', /exit-codes/],
    ['cbase completion z\t', /completion zsh/],
    ['cbase completion uni\t', /completion uninstall/],
    ['cbase tests run t\t', /run tests\.yaml/],
    ['cbase contacts import b\t', /import b\\ c\.csv/],
  ])('%j shows %s', async (keys, awaited) => {
    const here = await account();
    for (const name of ['b c.csv', 'b.md', 'tests.yaml', 'tests.csv'])
      writeFileSync(join(here.cwd, name), '');
    await inZsh(keys, awaited, here);
    expect(here.starts()).toBe(0);
  });

  test('names are shown with what they stand for', async () => {
    await inZsh('cbase bots get Helg\t\t', /Helga/, await account());
    await inZsh('cbase bots get id-\t', /id-1 +-- Helga/, await account());
  });

  test('bot names are quoted, and typed text is not evaluated', async () => {
    const here = await account();
    await inZsh('cbase bots get Help\t', /Help\\ Desk/, here);
    await inZsh("cbase bots get '$(t\t", /pwned/, here);
    await inZsh(`${hostileLine}--tem\t`, /--temperature/, here);
    expect(existsSync(join(here.cwd, 'pwned'))).toBe(false);
  });
});
