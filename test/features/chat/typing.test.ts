import { describe, expect, test } from 'vitest';
import { opened } from '../../support/conversation.js';
import { ctrl, down, paste, up } from '../../support/keys.js';
import { slowly } from '../../support/replies.js';

describe('T-2 pastes', () => {
  test('C-61 three lines are one message, and their line breaks do not send it', async () => {
    const { at, asked } = await opened();
    at.type(paste('one\ntwo\r\nthree\n'));
    await at.until('one⏎two⏎three⏎');
    expect(asked()).toEqual([]);
    at.type('\r');
    await at.until('· ≈');
    expect(asked()).toEqual(['one\ntwo\nthree\n']);
  });

  test('C-61 a burst of lines without markers is also a paste', async () => {
    const { at, asked } = await opened();
    at.type('one\rtwo\rthree');
    await at.until('one⏎two⏎three');
    at.type('\r');
    await at.until('· ≈');
    expect(asked()).toEqual(['one\ntwo\nthree']);
  });

  test('C-61 without an end marker a paste ends after a silence', async () => {
    const { at, asked } = await opened();
    at.type('\u001b[200~lost\nend');
    await at.until('lost⏎end');
    at.type('\r');
    await at.until('· ≈');
    expect(asked()).toEqual(['lost\nend']);
  });

  test('C-61 control characters in a paste are removed, tabs and symbols come back unchanged', async () => {
    const { at, asked } = await opened();
    at.type(paste('a\u0007b\u009bc\td ⏎ e\u202e'));
    await at.until('abc⇥d');
    at.type('\r');
    await at.until('· ≈');
    expect(asked()).toEqual(['abc\td ⏎ e']);
  });

  test('C-52 C-61 a paste during a reply sends nothing', async () => {
    const { at, api, asked } = await opened();
    api.next('POST /chat', slowly('A reply that takes a while'));
    at.type('go\r');
    await at.until('A rep');
    at.type(`${paste('pasted\nlines\n')}\r`);
    await at.until('· ≈');
    await at.until('pasted⏎lines⏎');
    expect(asked()).toEqual(['go']);
  });

  test('C-62 a long paste is collapsed in the line and sent in full', async () => {
    const long = Array.from({ length: 12 }, (_, i) => `line ${i}`).join('\n');
    const { at, asked } = await opened();
    at.type(paste(long));
    await at.until('[paste 1: 12 lines, 85 chars]');
    at.type(' what is it?\r');
    await at.until('· ≈');
    expect(asked()).toEqual([`${long} what is it?`]);
    at.type(up);
    await at.until('[paste 1: 12 lines', 2);
  });
});

describe('T-3 multiple lines', () => {
  test.each([
    ['Alt-Enter', 'one\u001b\rtwo\r', 'one\ntwo'],
    ['Ctrl-J', 'one\ntwo\r', 'one\ntwo'],
    ['Shift-Enter (CSI u)', 'one\u001b[13;2utwo\r', 'one\ntwo'],
    ['Shift-Enter (modifyOtherKeys)', 'one\u001b[27;2;13~two\r', 'one\ntwo'],
  ])('C-60 %s', async (_, keys, wanted) => {
    const { at, asked } = await opened();
    for (const key of keys.match(/\u001b(?:\[[\d;]+[u~]|\r)|\n|\r|[^\u001b\r\n]+/g) ?? []) {
      at.type(key);
      if (/^\w+$/.test(key)) await at.until(key);
    }
    await at.until('· ≈');
    expect(asked()).toEqual([wanted]);
  });

  test('C-60 a trailing backslash, a block, and a block with a tag', async () => {
    const { at, asked } = await opened();
    const lines = async (...all: readonly string[]) => {
      for (const line of all) {
        at.type(line);
        await at.until(line.replace(/\\$/, '\\'));
        at.type('\r');
      }
    };
    await lines('first \\', 'second');
    await at.until('· ≈', 1);
    await lines('"""', '/not a command', 'end of it', '"""');
    await at.until('· ≈', 2);
    await lines('"""x', 'has """ in it', 'x"""');
    await at.until('· ≈', 3);
    expect(asked()).toEqual(['first \nsecond', '/not a command\nend of it', 'has """ in it']);
  });

  test('C-64 ↑ moves within a draft before it goes to the history, and ↓ brings the draft back', async () => {
    const { at, asked } = await opened();
    at.type('earlier\r');
    await at.until('· ≈', 1);
    at.type(paste('aaa\nbbb'));
    await at.until('aaa⏎bbb');
    at.type(`${up}`);
    at.type('X');
    await at.until('aaaX⏎bbb');
    at.type(up);
    await at.until('› earlier', 2);
    at.type(down);
    await at.until('aaaX⏎bbb');
    at.type('\r');
    await at.until('· ≈', 2);
    expect(asked().at(-1)).toBe('aaaX\nbbb');
  });
});

describe('characters of several code points', () => {
  const family = '👨‍👩‍👧';
  const flag = '🇩🇪';

  test.each([
    ['a flag', flag],
    ['a joined emoji', family],
    ['a skin tone', '👍🏽'],
  ])('%s is one cursor step, one Backspace and one Delete', async (_, sign) => {
    const { at, asked } = await opened();
    const left = '\u001b[D';
    at.type(`a${sign}b${left}${left}x\r`);
    await at.until('· ≈', 1);
    at.type(`a${sign}\u007fb\r`);
    await at.until('· ≈', 2);
    at.type(`a${sign}b${left}${left}\u001b[3~\r`);
    await at.until('· ≈', 3);
    expect(asked()).toEqual([`ax${sign}b`, 'ab', 'ab']);
  });

  test('typed ahead, one is also removed by a single Backspace', async () => {
    const { at, api, asked } = await opened();
    api.next('POST /chat', slowly('A reply that comes'));
    at.type('go\r');
    await at.until('A re');
    at.type(`x${flag}\u007fy`);
    await at.until('› xy');
    at.type('\r');
    await at.until('· ≈', 2);
    expect(asked()).toEqual(['go', 'xy']);
  });
});

describe('T-6 typing during a reply', () => {
  test('C-52 nothing is echoed; the text becomes the next draft', async () => {
    const { at, api, asked } = await opened();
    api.next('POST /chat', slowly('A reply that comes'));
    at.type('go\r');
    await at.until('A re');
    at.type('typed ahead');
    await at.until('› typed ahead');
    expect(await at.seen()).toContain('A reply that comes\n');
    expect(asked()).toEqual(['go']);
  });

  test('C-52 Enter queues one message, which is shown, and sent unless a key is pressed', async () => {
    const { at, api, asked } = await opened();
    api.next('POST /chat', slowly('A reply that comes'));
    at.type('go\r');
    await at.until('A re');
    at.type('the next one');
    at.type('\r');
    await at.until('queued: the next one');
    await at.until('· ≈', 2);
    expect(asked()).toEqual(['go', 'the next one']);
  });

  test('C-52 a key press returns a queued message for editing', async () => {
    const { at, api, asked } = await opened();
    api.next('POST /chat', slowly('A reply that comes'));
    at.type('go\r');
    await at.until('A re');
    at.type('the next one');
    at.type('\r');
    await at.until('queued: the next one');
    at.type('!');
    await at.until(/› the next one!$/m);
    expect(asked()).toEqual(['go']);
  });

  test('C-52 stopping the reply moves the queued message to the draft', async () => {
    const { at, api, asked } = await opened();
    api.next('POST /chat', slowly('A reply that comes'));
    at.type('go\r');
    await at.until('A re');
    at.type('the next one');
    at.type('\r');
    at.type(ctrl('C'));
    await at.until('— stopped —');
    await at.until('› the next one');
    expect(asked()).toEqual(['go']);
  });
});
