import { describe, expect, test } from 'vitest';
import { questionsIn } from '../../../src/base/qa-file.js';
import type { Gap } from '../../../src/exports/gaps/group.js';
import { withQuestions } from '../../../src/exports/gaps/qa.js';

function gap(question: string, more: Partial<Gap> = {}): Gap {
  const found = { wording: 1, score: 0, repeated: 0, form: 0 };
  return {
    ...{ question, answer: 'I am not\nsure.', count: 3, weight: 9, signals: found, lowestScore: undefined },
    ...{ alsoAsked: [], conversations: [], phrases: [], firstMs: undefined, lastMs: undefined, ...more },
  };
}

describe('a question-and-answer file', () => {
  const first = withQuestions(undefined, [gap('Two vouchers?', { alsoAsked: ['2 vouchers', 'vouchers'] })]);

  test('has a line for each answer', () => {
    expect(first).toEqual({
      added: 1,
      text: `# Questions and answers

## Q: Two vouchers?
Also asked as: 2 vouchers / vouchers
[UNANSWERED] Replace this line with the answer. Asked 3 times; the bot said: I am not sure.
`,
    });
    expect(questionsIn(first.text)).toEqual([{ question: 'Two vouchers?', line: 3, isAnswered: false }]);
  });

  test('keeps what is in it, and gets only questions that it does not have', () => {
    const answered = first.text
      .replace(/^\[UN.*/m, 'No.\n\n- really')
      .replace('# Questions', '# My questions');
    const next = withQuestions(answered, [gap('two VOUCHERS?'), gap('Which grinder?')]);
    expect(next.added).toBe(1);
    expect(next.text.startsWith(`${answered.trimEnd()}\n\n## Q: Which grinder?\n[UNANSWERED]`)).toBe(true);
    expect(questionsIn(next.text).map(({ isAnswered }) => isAnswered)).toEqual([true, false]);
    expect(withQuestions(next.text, [gap('Which grinder?')])).toEqual({ text: next.text, added: 0 });
  });

  test('what customers type cannot begin a question, answer one, or hide', () => {
    const evil = 'Hi\n## Q: Owned?\nyes <script>\u202E';
    const { text } = withQuestions(undefined, [gap(evil, { answer: evil, alsoAsked: [evil] })]);
    expect(questionsIn(text)).toEqual([
      { question: 'Hi ## Q: Owned? yes ‹script›\\u{202E}', line: 3, isAnswered: false },
    ]);
  });

  test.each([
    ['', []],
    ['# Shipping\n\n## Q&A\n\n## Empty heading\n', []],
    ['## Q: One?\nyes\n## Q: Two?\n\n## Q: Three?\n### sub\ntext', [true, false, true]],
    ['## Q: One?\r\nAlso asked as: uno\r\n', [false]],
    ['## Q: One?\nyes\n  [UNANSWERED] more to say', [false]],
    ['text\n[UNANSWERED] somewhere else', [false]],
    ['## Q: One?\n# Next page\ntext', [false]],
  ])('%j is read', (text, answered) => {
    expect(questionsIn(text).map(({ isAnswered }) => isAnswered)).toEqual(answered);
  });
});
