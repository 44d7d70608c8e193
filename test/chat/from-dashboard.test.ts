import { describe, expect, test } from 'vitest';
import { readConvo } from '../../src/api/convos.js';
import { turnsOf } from '../../src/chat/from-dashboard.js';
import { botCalled } from '../support/answers.js';

const now = Date.UTC(2026, 2, 10);
const bot = botCalled('Support', 'b1');

/** The turns of a conversation in which these words were said; `u` and `a` tell whose they are. */
function turns(...said: readonly string[]) {
  const roles: Readonly<Record<string, string>> = { u: 'user', a: 'assistant', s: 'system' };
  const messages = said.map((one) => ({ role: roles[one[0] ?? ''], content: one.slice(2) }));
  const { greeting, turns: found } = turnsOf(readConvo({ messages }), bot, now);
  return {
    greeting,
    turns: found.map(({ question, answers }) => [question, ...answers.map(({ text }) => text)]),
  };
}

describe('a conversation of the dashboard', () => {
  test.each<readonly [readonly string[], string | undefined, readonly (readonly string[])[]]>([
    [['u hi', 'a hello'], undefined, [['hi', 'hello']]],
    [['a welcome', 'u hi', 'a hello'], 'welcome', [['hi', 'hello']]],
    [['a welcome', 'a there', 'u hi', 'a hello'], 'welcome\n\nthere', [['hi', 'hello']]],
    [['u hi', 'u you', 'a hello'], undefined, [['hi\n\nyou', 'hello']]],
    [['u hi', 'a hello', 'a again'], undefined, [['hi', 'hello\n\nagain']]],
    [
      ['u 1', 'a one', 'u 2', 'a two'],
      undefined,
      [
        ['1', 'one'],
        ['2', 'two'],
      ],
    ],
    [['u 1', 'a one', 'u 2'], undefined, [['1', 'one']]],
    [['u 1', 's note', 'a one'], undefined, [['1', 'one']]],
    [['a welcome'], 'welcome', []],
    [[], undefined, []],
  ])('%j has the greeting %j and the turns %j', (said, greeting, wanted) => {
    expect(turns(...said)).toEqual({ greeting, turns: wanted });
  });

  test('content that is not text is kept as JSON', () => {
    const messages = [
      { role: 'user', content: { form: 1 } },
      { role: 'assistant', content: 'ok' },
    ];
    expect(turnsOf(readConvo({ messages }), bot, now).turns[0]?.question).toBe('{"form":1}');
  });

  test('its answers are whole, of this bot, and cost nothing; their model and moment are those it has', () => {
    const messages = [
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: 'hello' },
    ];
    const told = (raw: object) => turnsOf(readConvo({ messages, ...raw }), bot, now).turns[0]?.answers[0];
    expect(told({})).toMatchObject({
      ...{
        status: 'complete',
        bot: { id: 'b1', name: 'Support' },
        credits: 0,
        model: null,
        temperature: null,
      },
      ...{ at: '2026-03-10T00:00:00.000Z', timing: { first_byte_ms: null, total_ms: 0 } },
    });
    expect(told({ model: 'gpt-4o', created_at: '2026-03-01T08:00:00Z' })).toMatchObject({
      ...{ model: 'gpt-4o', at: '2026-03-01T08:00:00.000Z' },
    });
  });
});
