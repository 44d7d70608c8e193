import { describe, expect, test } from 'vitest';
import { readConvo } from '../../../src/api/convos.js';
import { type GapOptions, missesIn, type Signal, signals } from '../../../src/exports/gaps/signals.js';

const usual: GapOptions = { maxScore: 0.5, phrases: [], onlyPhrases: false, signals: new Set(signals) };

type Said = readonly [text: unknown, score?: unknown];

/** A conversation of a greeting, then turns of question and answer; an answer `null` never came. */
function convo(turns: readonly (readonly [question: string, answer: Said | null])[], more: object = {}) {
  const messages = turns.flatMap(([question, answer]) => [
    { role: 'user', content: question },
    ...(answer === null ? [] : [{ role: 'assistant', content: answer[0], score: answer[1] }]),
  ]);
  const greeting = { role: 'assistant', content: 'I am not sure who you are, hi!', score: 0.01 };
  return readConvo({
    id: 'c1',
    created_at: '2026-03-01T10:00:00Z',
    messages: [greeting, ...messages],
    ...more,
  });
}

const known: Said = ['Five days.', 0.9];
const unknown: Said = ['Hmm, I am not sure.', 0.9];

function found(one: ReturnType<typeof convo>, options: Partial<GapOptions> = {}) {
  return missesIn(one, { ...usual, ...options }).map(({ question, signals: names }) => [
    question,
    [...names],
  ]);
}

describe('what speaks for a gap', () => {
  test.each<[string, ReturnType<typeof convo>, readonly (readonly [string, readonly Signal[]])[]]>([
    ['nothing, not even a greeting that sounds unsure', convo([['Ship to Norway?', known]]), []],
    [
      'the wording of an answer',
      convo([
        ['Ship?', known],
        ['Voucher?', unknown],
      ]),
      [['Voucher?', ['wording']]],
    ],
    ['its score', convo([['Voucher?', ['Two.', 0.4]]]), [['Voucher?', ['score']]]],
    ['its score as text', convo([['Voucher?', ['Two.', '0.4']]]), [['Voucher?', ['score']]]],
    ['no score at the limit', convo([['Voucher?', ['Two.', 0.5]]]), []],
    [
      'no score on another scale',
      convo([
        ['Voucher?', ['Two.', 45]],
        ['Ship?', ['No.', -1]],
      ]),
      [],
    ],
    [
      'the score of the conversation, where a question has another signal',
      convo(
        [
          ['Voucher?', ['Hmm, I am not sure.']],
          ['Ship?', ['Yes.']],
        ],
        { min_score: 0.2 },
      ),
      [['Voucher?', ['wording', 'score']]],
    ],
    [
      'the score of the conversation, else for the last question',
      convo(
        [
          ['Voucher?', ['Yes.']],
          ['Ship?', ['Yes.']],
          ['Thanks!', ['Bye.']],
        ],
        { min_score: 0.2 },
      ),
      [['Ship?', ['score']]],
    ],
    [
      'the score of the conversation only once',
      convo(
        [
          ['Voucher?', ['Two.', 0.2]],
          ['Ship?', known],
        ],
        { min_score: 0.2 },
      ),
      [['Voucher?', ['score']]],
    ],
    [
      'a question that is asked again',
      convo([
        ['Do you ship to Norway?', known],
        ['Voucher?', known],
        ['Shipping to norway??', known],
      ]),
      [['Do you ship to Norway?', ['repeated']]],
    ],
    [
      'no double click',
      convo([
        ['Do you ship?', null],
        ['Do you ship?', known],
      ]),
      [],
    ],
    [
      'no other question about it',
      convo([
        ['Ship to Norway?', known],
        ['Ship to Spain?', known],
      ]),
      [],
    ],
    [
      'a form, for the last question with content',
      convo(
        [
          ['Voucher?', known],
          ['Ship to Norway?', known],
          ['ok', known],
        ],
        { form_submission: { name: 'A' } },
      ),
      [['Ship to Norway?', ['form']]],
    ],
    ['no empty form', convo([['Voucher?', known]], { form_submission: {} }), []],
    ['no form without a question', convo([['Hi', known]], { form_submission: { name: 'A' } }), []],
  ])('%s', (_, one, misses) => {
    expect(found(one)).toEqual(misses);
  });

  test('phrases of the bot count, alone if wanted, whatever their case and apostrophes', () => {
    const one = convo([
      ['Ship?', ['Better  ASK the Roastery’s team.', 0.9]],
      ['Voucher?', unknown],
    ]);
    const phrases = ["ask the roastery's"];
    expect(found(one, { phrases })).toEqual([
      ['Ship?', ['wording']],
      ['Voucher?', ['wording']],
    ]);
    expect(found(one, { phrases, onlyPhrases: true })).toEqual([['Ship?', ['wording']]]);
    expect(missesIn(one, { ...usual, phrases }).map((miss) => miss.phrases)).toEqual([phrases, []]);
  });

  test('signals that are not wanted are not looked for', () => {
    const one = convo([['Voucher?', ['I am not sure.', 0.1]]]);
    expect(found(one, { signals: new Set(['score']) })).toEqual([['Voucher?', ['score']]]);
    expect(found(one, { signals: new Set(['form']) })).toEqual([]);
  });

  test('a question is one line, of two messages if it was typed in two, and not of forms; long texts are cut', () => {
    const one = convo([
      ['Do you\nship', null],
      ['to Norway?', [{ form: 1 }]],
      ['x'.repeat(5000), unknown],
    ]);
    const [miss, ...none] = missesIn(one, usual);
    expect(none).toEqual([]);
    expect(miss?.question).toMatch(/^Do you ship to Norway\? x+…$/);
    expect([...(miss?.question ?? '')].length).toBe(600);
    const names = missesIn(readConvo({ messages: 'none' }), usual);
    expect(names).toEqual([]);
  });
});
