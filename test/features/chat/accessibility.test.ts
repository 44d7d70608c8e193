import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../src/emulator/faults.js';
import { emulator, type TestEmulator } from '../../support/emulator.js';
import { onScreen, type ScreenOptions } from '../../support/screen.js';
import { workdir } from '../../support/workdir.js';

const answer = 'We are open from 8 to 18.';
const ctrl = (letter: string) => String.fromCharCode(letter.charCodeAt(0) - 64);
const says = (body: string, more: Partial<Fault> = {}) => ({
  body,
  headers: { 'content-type': 'text/plain' },
  ...more,
});
/** A slow reply: one byte every 40 ms. */
const slowly = (body: string, more: Partial<Fault> = {}) =>
  says(body, { dripBytes: 1, everyMs: 40, framing: 'chunked', ...more });

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

describe('T-13 dumb terminals and screen readers', () => {
  test('TERM=dumb gets no escape sequences at all', async () => {
    const { at, api, asked } = await opened([], { env: { TERM: 'dumb' } });
    api.next('POST /chat', says('**bold** text'));
    at.type('helo');
    at.type('\u007f');
    at.type('lo\r');
    await at.until('**bold** text');
    await at.until('session');
    at.type(ctrl('D'));
    expect(await at.exit).toBe(0);
    expect([at.raw().includes('\u001b'), asked()]).toEqual([false, ['hello']]);
  });

  test('NO_COLOR leaves the text unchanged and uses no color', async () => {
    const { at, api } = await opened([], { env: { NO_COLOR: '1' } });
    api.next('POST /chat', says('**bold** text'));
    at.type('go\r');
    await at.until('**bold** text');
    expect(at.raw()).not.toMatch(/\u001b\[[\d;]*m/);
  });

  test('C-140 a screen reader gets words, a whole reply, and its end', async () => {
    const { at, api } = await opened(['--screen-reader', '--bell']);
    api.next('POST /chat', slowly('A whole reply', { everyMs: 5 }));
    at.type('go\r');
    await at.until('End of reply.');
    const seen = await at.seen();
    expect(seen).toContain('You: go\nWaiting for the reply.\nBot:\nA whole reply\nEnd of reply.');
    expect(at.raw()).toContain('\u0007');
    expect(at.raw()).not.toMatch(/\u001b\[[\d;]*m|…/);
  });

  test('C-2 answers go to stdout and everything else to stderr, so a redirected file holds answers only', async () => {
    const api = await emulator();
    const cwd = workdir();
    const line = `exec "${process.execPath}" "${new URL('../../../bin/cbase.js', import.meta.url).pathname}" chat > log.md`;
    const { screenOf } = await import('../../support/screen.js');
    const at = screenOf('/bin/sh', ['-c', line], { env: api.env, cwd });
    await at.until('>');
    at.type('When are you open?\r');
    await at.until('session');
    at.type('/info\r');
    await at.until('Spent');
    at.type(ctrl('D'));
    expect(await at.exit).toBe(0);
    expect(readFileSync(join(cwd, 'log.md'), 'utf8')).toBe(`${answer}\n`);
  });
});
