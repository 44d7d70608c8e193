import { chmodSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { opened } from '../../support/conversation.js';
import { ctrl } from '../../support/keys.js';
import { file } from '../../support/workdir.js';

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
    await at.until('· ≈');
    expect(asked()).toEqual(['a draft and more\nlines']);
  });

  test('C-63 its command may have flags and quotes', async () => {
    const { EDITOR } = editor('printf " $1" >> "$2"');
    const { at } = await opened([], { env: { EDITOR: `"${EDITOR}" '--wait for me'` } });
    at.type('a draft');
    await at.until('a draft');
    at.type(ctrl('G'));
    await at.until('a draft --wait for me');
  });

  test.each([
    ['that fails', 'echo broken > "$1"; exit 3', 'exited with 3; the draft is unchanged'],
    ['that does not exist', '', undefined],
    ['that empties the file', ': > "$1"', undefined],
    ['that only a shell could run', '', 'EDITOR contains ";", but no shell runs it'],
  ])('C-63 one %s keeps the draft and sends nothing', async (name, script, said) => {
    const commands: Readonly<Record<string, string>> = {
      'that does not exist': '/nowhere/at-all',
      'that only a shell could run': 'true; echo',
    };
    const EDITOR = commands[name];
    const env = EDITOR === undefined ? editor(script) : { EDITOR };
    const { at, asked, home } = await opened([], { env });
    at.type('a draft');
    await at.until('a draft');
    at.type(ctrl('G'));
    await at.until('› a draft', 2);
    if (said !== undefined) expect(await at.seen()).toContain(said);
    expect(asked()).toEqual([]);
    const left = readdirSync(home, { recursive: true, encoding: 'utf8' });
    expect(left.filter((one) => one.includes('draft-'))).toEqual([]);
  });
});
