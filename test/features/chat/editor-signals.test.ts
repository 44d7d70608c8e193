import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { setup } from '../../support/chat.js';
import { ctrl } from '../../support/keys.js';
import { onScreen } from '../../support/screen.js';
import { file } from '../../support/workdir.js';

describe('C-51 C-63 while an editor runs in the terminal', () => {
  const editor = (script: string) => {
    const path = file(`#!/bin/sh\n${script}\n`, 'editor');
    chmodSync(path, 0o755);
    return path;
  };

  test('SIGTERM ends the conversation, leaves the terminal alone, and keeps the draft', async () => {
    const { api, home } = await setup();
    const at = onScreen(['chat'], {
      env: { ...api.env, EDITOR: editor('echo in the editor; sleep 2') },
      home,
    });
    await at.until('›');
    at.type('a long thought');
    await at.until('a long thought');
    at.type(ctrl('G'));
    await at.until('in the editor');
    at.kill('SIGTERM');
    expect(await at.exit).toBe(143);
    expect(at.raw().lastIndexOf('\u001b[?2004l')).toBeGreaterThan(at.raw().lastIndexOf('\u001b[?2004h'));
    expect(readFileSync(join(home, '.local/state/cbase/chat-history.jsonl'), 'utf8')).toBe(
      '"a long thought"\n',
    );
  });

  test('a suspend and resume leaves the terminal to the editor', async () => {
    const { api } = await setup();
    const script =
      'echo in the editor; kill -CONT $PPID; kill -CONT "$(ps -o ppid= -p $PPID)" 2>/dev/null; sleep 1; stty -a; echo over';
    const at = onScreen(['chat'], { env: { ...api.env, EDITOR: editor(script) } });
    await at.until('›');
    at.type('x');
    at.type(ctrl('G'));
    await at.until('over');
    expect(await at.seen()).toMatch(/[^-]icanon/);
  });
});
