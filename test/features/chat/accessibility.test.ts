import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { answer, opened } from '../../support/conversation.js';
import { emulator } from '../../support/emulator.js';
import { ctrl } from '../../support/keys.js';
import { says, slowly } from '../../support/replies.js';
import { workdir } from '../../support/workdir.js';

describe('T-13 dumb terminals and screen readers', () => {
  test('TERM=dumb gets no escape sequences at all', async () => {
    const { at, api, asked } = await opened([], { env: { TERM: 'dumb' } });
    api.next('POST /chat', says('**bold** text'));
    at.type('helo');
    at.type('\u007f');
    at.type('lo\r');
    await at.until('**bold** text');
    await at.until('· ≈');
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
    await at.until('Hi! What can I help you with?');
    api.next('POST /chat', slowly('A whole reply', { everyMs: 5 }));
    at.type('go\r');
    await at.until('End of reply.');
    const seen = await at.seen();
    expect(seen).toContain('You: go\nWaiting for the reply.\nSupport:\nA whole reply\nEnd of reply.');
    expect(at.raw()).toContain('\u0007');
    expect(at.raw()).not.toMatch(/\u001b\[[\d;]*m|…/);
  });

  test('C-2 answers go to stdout and everything else to stderr, so a redirected file holds answers only', async () => {
    const api = await emulator();
    const cwd = workdir();
    const line = `exec "${process.execPath}" "${new URL('../../../bin/cbase.js', import.meta.url).pathname}" chat > log.md`;
    const { screenOf } = await import('../../support/screen.js');
    const at = screenOf('/bin/sh', ['-c', line], { env: api.env, cwd });
    await at.until('›');
    at.type('When are you open?\r');
    await at.until('· ≈');
    at.type('/info\r');
    await at.until('Spent');
    at.type(ctrl('D'));
    expect(await at.exit).toBe(0);
    expect(readFileSync(join(cwd, 'log.md'), 'utf8')).toBe(`${answer}\n`);
  });
});
