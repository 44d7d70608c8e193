import { describe, expect, test } from 'vitest';
import { type Mode, modeOf } from '../../../src/commands/chat/mode.js';
import type { ChatOptions } from '../../../src/commands/chat/options.js';
import { testIo } from '../../support/io.js';

const usage = expect.objectContaining({ kind: 'usage' });
const usual: ChatOptions = {
  ...{ retry: true, render: 'auto', session: true, history: true, testFile: 'cbase-tests.yaml', repeat: 1 },
};
const mode = (words: readonly string[], more: Partial<ChatOptions> = {}, tty = true) =>
  modeOf(testIo({ tty }), { ...usual, typed: new Set(Object.keys(more)), ...more }, words);

describe('what a command line asks for', () => {
  test.each<readonly [readonly string[], Partial<ChatOptions>, boolean, Mode]>([
    [[], {}, true, 'talk'],
    [['hi'], {}, true, 'one'],
    [[], { message: 'hi' }, true, 'one'],
    [[], {}, false, 'one'],
    [[], { json: true }, true, 'one'],
    [[], { jsonl: true }, true, 'one'],
    [[], { format: 'json' }, true, 'one'],
    [[], { input: false }, true, 'one'],
    [['hi'], { models: 'a,b' }, true, 'compare'],
    [['hi'], { bots: 'a,b' }, true, 'compare'],
    [['hi'], { lane: ['bot=a'] }, false, 'compare'],
    [[], { models: 'a,b' }, true, 'talk'],
    [[], { models: 'a,b' }, false, 'compare'],
  ])('%j with %j, on a terminal: %s, is %s', (words, more, tty, wanted) => {
    expect(mode(words, more, tty)).toBe(wanted);
  });

  test('a conversation needs a terminal on stderr, too', () => {
    const io = testIo({ tty: true });
    const piped = { ...io, stderr: testIo({ tty: false }).stderr };
    expect(() => modeOf(piped, usual, [])).toThrow(usage);
    expect(modeOf(piped, usual, ['hi'])).toBe('one');
  });
});

describe('a flag that would do nothing', () => {
  test.each<readonly [readonly string[], Partial<ChatOptions>]>([
    [['hi'], { blind: true }],
    [['hi'], { diff: true }],
    [['hi'], { history: false }],
    [['hi'], { bell: true }],
    [['hi'], { label: ['a'] }],
    [[], { serial: true }],
    [[], { diff: true }],
    [['hi'], { models: 'a,b', continue: true }],
    [['hi'], { models: 'a,b', jsonl: true }],
    [['hi'], { models: 'a,b', history: false }],
  ])('%j with %j is refused', (words, more) => {
    expect(() => mode(words, more)).toThrow(usage);
  });

  test.each<readonly [readonly string[], Partial<ChatOptions>]>([
    [['hi'], { json: true, quiet: true, model: 'a', temperature: 0, maxCredits: 5, retry: false }],
    [['hi'], { save: true, continue: true, session: false, stats: true, jsonl: true }],
    [[], { blind: true, label: ['a'], bots: 'a,b', bell: true, screenReader: true, testFile: 'x' }],
    [['hi'], { models: 'a,b', blind: true, diff: true, repeat: 2, yes: true, columns: true, serial: true }],
  ])('%j with %j is not', (words, more) => {
    expect(() => mode(words, more)).not.toThrow();
  });

  test('is named as it was typed, in a refusal that says what to add where that would help', () => {
    const refused = (more: Partial<ChatOptions>) => {
      try {
        return mode(['hi'], more);
      } catch (error) {
        return error;
      }
    };
    expect(refused({ osc52: true })).toMatchObject({ message: expect.stringContaining('--osc52') });
    expect(refused({ models: 'a,b', fromConversation: 'c1' })).toMatchObject({
      message: expect.stringContaining('--from-conversation'),
    });
    expect(refused({ screenReader: true, models: 'a,b' })).toMatchObject({
      message: expect.stringContaining('--screen-reader'),
    });
    expect(refused({ history: false })).toMatchObject({ message: expect.stringContaining('--no-history') });
    expect(refused({ diff: true })).toMatchObject({ more: { advice: expect.stringContaining('--lane') } });
    expect(refused({ bell: true })).toMatchObject({
      more: { advice: expect.not.stringContaining('--lane') },
    });
  });

  test('counts only where it was typed, not where it has its usual value', () => {
    expect(modeOf(testIo(), { ...usual, blind: false, repeat: 3 }, ['hi'])).toBe('one');
  });
});
