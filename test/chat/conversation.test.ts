import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  after,
  type ConversationEvent,
  chosenAnswer,
  clipped,
  messagesFor,
  noConversation,
  titleOf,
} from '../../src/chat/conversation.js';
import { answerOf } from '../support/answers.js';

const at = '2026-03-01T08:00:00.000Z';
const asks = (text: string): ConversationEvent => ({ kind: 'question', text, at });
const says = (text: string, lane?: string): ConversationEvent => ({
  kind: 'answer',
  ...answerOf(text, { lane }),
});
const held = (...events: readonly ConversationEvent[]) => events.reduce(after, noConversation);
const sent = (events: readonly ConversationEvent[], lane?: string) =>
  messagesFor(held(...events), 'now?', lane).map(({ role, content }) => `${role}: ${content}`);

const one = [asks('1?'), says('one')];
const two = [...one, asks('2?'), says('two'), says('zwei')];

describe('what is sent with a question', () => {
  test.each<readonly [string, readonly ConversationEvent[], readonly string[]]>([
    ['nothing before it', [], []],
    ['a greeting', [{ kind: 'greeting', text: 'Hi' }], ['assistant: Hi']],
    ['a turn', one, ['user: 1?', 'assistant: one']],
    ['a question without an answer', [...one, asks('2?')], ['user: 1?', 'assistant: one']],
    ['two answers, of which the last', two.slice(2), ['user: 2?', 'assistant: zwei']],
    [
      'the answer that was chosen',
      [...two.slice(2), { kind: 'choose', turn: 0, answer: 0 }],
      ['user: 2?', 'assistant: two'],
    ],
    ['an answer that is not there', [...one, { kind: 'choose', turn: 0, answer: 5 }], []],
    ['the turns that are kept', [...two, { kind: 'keep', turns: 1 }], ['user: 1?', 'assistant: one']],
    ['no turn that is kept', [...two, { kind: 'keep', turns: 0 }], []],
  ])('%s', (_, events, before) => {
    expect(sent(events)).toEqual([...before, 'user: now?']);
  });

  test('in a lane are its own answers, and the chosen one where it has none', () => {
    const events = [asks('1?'), says('from A', 'A'), says('from B', 'B'), asks('2?'), says('for all')];
    const wanted = (first: string) => [
      'user: 1?',
      `assistant: ${first}`,
      'user: 2?',
      'assistant: for all',
      'user: now?',
    ];
    expect(sent(events, 'A')).toEqual(wanted('from A'));
    expect(sent(events, 'B')).toEqual(wanted('from B'));
    expect(sent(events, 'C')).toEqual(wanted('from B'));
    expect(sent(events)).toEqual(wanted('from B'));
  });

  test('law: roles alternate and the user is last, whatever was asked, answered and dropped', () => {
    const event = fc.oneof(
      fc.constantFrom(asks('a'), asks('b'), says('x'), says('y', 'A')),
      fc.record({ kind: fc.constant('keep' as const), turns: fc.nat({ max: 4 }) }),
      fc.record({
        kind: fc.constant('choose' as const),
        turn: fc.nat({ max: 4 }),
        answer: fc.nat({ max: 3 }),
      }),
    );
    fc.assert(
      fc.property(fc.array(event), fc.constantFrom(undefined, 'A'), (events, lane) => {
        const roles = messagesFor(held(...events), 'now?', lane).map(({ role }) => role);
        expect(roles).toEqual(roles.map((_, i) => ((roles.length - i) % 2 === 1 ? 'user' : 'assistant')));
      }),
    );
  });
});

describe('a conversation', () => {
  test('keeps every answer to a question, and nothing of it changes behind its back', () => {
    const before = held(...one);
    const frozen = JSON.stringify(before);
    const next = after(before, says('uno'));
    expect(next.turns[0]?.answers.map(({ text }) => text)).toEqual(['one', 'uno']);
    expect([chosenAnswer(next.turns[0])?.text, chosenAnswer(undefined)]).toEqual(['uno', undefined]);
    expect(JSON.stringify(before)).toBe(frozen);
  });

  test('an answer without a question is dropped', () => {
    expect(held(says('x'))).toEqual(noConversation);
  });

  test('is called by its first question, or by nothing', () => {
    expect(titleOf(held(asks(' Where\nis  it? '), asks('b')))).toBe('Where is it?');
    expect(titleOf(noConversation)).toBe('');
    expect(titleOf(held(asks('x'.repeat(61)))).length).toBe(60);
  });
});

describe('clipped text', () => {
  const family = '👩‍👩‍👧‍👦';
  test.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    [' a \n b ', 3, 'a b'],
    [family.repeat(3), 3, family.repeat(3)],
    [family.repeat(4), 3, `${family.repeat(2)}…`],
    ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
    ['', 3, ''],
  ])('%j to %i characters is %j', (text, most, wanted) => {
    expect(clipped(text, most)).toBe(wanted);
  });
});
