import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { emulator, type TestEmulator } from '../../support/emulator.js';
import { onScreen, type ScreenOptions } from '../../support/screen.js';
import { file, workdir } from '../../support/workdir.js';

const ctrl = (letter: string) => String.fromCharCode(letter.charCodeAt(0) - 64);
type Opened = {
  readonly api: TestEmulator;
  readonly home: string;
  readonly cwd: string;
  readonly at: ReturnType<typeof onScreen>;
  /** The last message of each call. */
  readonly asked: () => readonly string[];
  readonly messages: (call: number) => readonly { readonly role: string; readonly content: string }[];
};

async function opened(
  argv: readonly string[] = [],
  options: ScreenOptions & { readonly api?: TestEmulator } = {},
): Promise<Opened> {
  const api = options.api ?? (await emulator());
  const { home = workdir(), cwd = workdir() } = options;
  const at = onScreen(['chat', ...argv], { ...options, home, cwd, env: { ...api.env, ...options.env } });
  const messages = (call: number) =>
    ((api.seen('POST /chat')[call]?.body as { messages?: [] })?.messages ?? []) as {
      role: string;
      content: string;
    }[];
  const asked = () => api.seen('POST /chat').map((_, i) => messages(i).at(-1)?.content ?? '');
  await at.until(/^(>|You:|\? Which)/m);
  return { api, home, cwd, at, asked, messages };
}

const hasTmux = works('tmux', ['-V']);
if (!hasTmux) console.warn('tmux is missing: its tests of the chat are skipped (apt-get install tmux)');

function works(program: string, argv: readonly string[]): boolean {
  try {
    execFileSync(program, [...argv], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('T-10 an editor', () => {
  const editor = (script: string) => {
    const path = file(`#!/bin/sh\n${script}\n`, 'editor');
    chmodSync(path, 0o755);
    return { EDITOR: path };
  };

  test.each([
    ['Ctrl-G', [ctrl('G')]],
    ['Ctrl-X Ctrl-E', [ctrl('X'), ctrl('E')]],
  ])('C-63 %s opens the draft in the editor, and the result is in the line', async (_, keys) => {
    const { at, asked } = await opened([], { env: editor('printf " and more\\nlines" >> "$1"') });
    at.type('a draft');
    await at.until('a draft');
    for (const key of keys) at.type(key);
    await at.until('a draft and more⏎lines');
    at.type('\r');
    await at.until('session');
    expect(asked()).toEqual(['a draft and more\nlines']);
  });

  test.each([
    ['that fails', 'echo broken > "$1"; exit 3', 'exited with 3; the draft is unchanged'],
    ['that does not exist', '', undefined],
    ['that empties the file', ': > "$1"', undefined],
  ])('C-63 one %s keeps the draft and sends nothing', async (name, script, said) => {
    const env = name === 'that does not exist' ? { EDITOR: '/nowhere/at-all' } : editor(script);
    const { at, asked, home } = await opened([], { env });
    at.type('a draft');
    await at.until('a draft');
    at.type(ctrl('G'));
    await at.until('> a draft', 2);
    if (said !== undefined) expect(await at.seen()).toContain(said);
    expect(asked()).toEqual([]);
    const left = readdirSync(home, { recursive: true, encoding: 'utf8' });
    expect(left.filter((one) => one.includes('draft-'))).toEqual([]);
  });
});
