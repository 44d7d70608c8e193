import { describe, expect, test } from 'vitest';
import { opened } from '../../support/conversation.js';
import { says, slowly } from '../../support/replies.js';

describe('T-11 nothing a bot says controls the terminal', () => {
  const payloads = {
    title: '\u001b]0;owned\u0007',
    clipboard: '\u001b]52;c;b3duZWQ=\u0007',
    modes: '\u001b[?1049h\u001b[?25l\u001b[?2004l',
    clear: '\u001b[2J\u001b[H',
    answerback: '\u001b[6n\u001b[c\u0005',
    c1: '\u009b2J\u009d0;owned\u009c',
    carriage: 'shown\rhidden',
    direction: '\u202egnp.exe\u2066',
  };

  test.each(Object.entries(payloads))('C-40 %s, split at every byte', async (_, payload) => {
    const { at, api } = await opened(['--render', 'markdown']);
    const bytes = Buffer.byteLength(payload);
    for (let i = 1; i <= bytes; i++) {
      api.next('POST /chat', says(payload, { dripBytes: i, everyMs: 1, framing: 'chunked' }));
      at.type(`${i}\r`);
      await at.until('· ≈', i);
    }
    const own = /\u001b\[(?:\d+(?:;\d+)*)?[mGJKA]|\u001b\[\?2004[hl]/g;
    expect(at.raw().replace(own, '')).not.toMatch(/[\u0007\u001b\u0080-\u009f\u202a-\u202e\u2066-\u2069]/);
    expect(at.raw()).not.toMatch(/\r(?![\r\n…\u001b])/);
  });

  test('C-34 a link shows its real target, whatever its label says', async () => {
    const { at, api } = await opened();
    api.next(
      'POST /chat',
      says('[https://bank.example](https://evil.example/x) and [run](javascript:alert(1))'),
    );
    at.type('go\r');
    await at.until('https://bank.example (https://evil.example/x) and run (javascript:alert(1))');
    expect(at.raw()).not.toContain('\u001b]8');
  });
});

describe('T-12 the screen', () => {
  test('C-31 a reply of 5,000 lines is all in the scrollback, and the cursor never moved up', async () => {
    const { at, api } = await opened();
    api.next('POST /chat', says(Array.from({ length: 5000 }, (_, i) => `line ${i}`).join('\n')));
    at.type('go\r');
    await at.until('· ≈');
    const seen = await at.seen();
    expect(seen).toContain(Array.from({ length: 5000 }, (_, i) => `line ${i}`).join('\n'));
    expect(at.raw()).not.toMatch(/\u001b\[\d*A/);
  });

  test.each([20, 40, 200])('C-32 %i columns, resized in the middle of a reply', async (columns) => {
    const { at, api } = await opened(['--wrap', 'off'], { columns });
    const text = `${'word '.repeat(60)}end`;
    api.next('POST /chat', slowly(text, { dripBytes: 5, everyMs: 5 }));
    at.type('go\r');
    await at.until('word');
    at.resize(columns + 7, 24);
    await at.until('end');
    at.type('next');
    await at.until('› next');
    expect(at.raw().replace(/\r\n/g, '\n')).toContain(text);
  });

  test('C-143 a character split across chunks, an emoji family and CJK arrive whole', async () => {
    const { at, api } = await opened();
    const text = '日本語 👩‍👩‍👧‍👦 ❤️ e\u0301 ok';
    api.next('POST /chat', says(text, { dripBytes: 1, everyMs: 1 }));
    at.type('go\r');
    await at.until('ok');
    expect(at.raw()).toContain(text);
    expect(at.raw()).not.toContain('\ufffd');
  });

  test('C-31 a table is aligned once it is complete, and raw if it is too long to buffer', async () => {
    const { at, api } = await opened();
    api.next('POST /chat', says('| a | long head |\n|---|---|\n| wide cell | x |\n\nafter'));
    at.type('go\r');
    await at.until('wide cell  x');
    const rows = Array.from({ length: 50 }, (_, i) => `| r${i} | x |`).join('\n');
    api.next('POST /chat', says(`| a | b |\n|---|---|\n${rows}\n`));
    at.type('go\r');
    await at.until('| r49 | x |');
  });
});
