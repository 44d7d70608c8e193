import { describe, expect, test } from 'vitest';
import type { Conversation } from '../../src/chat/conversation.js';
import { markOf, transcript, transcriptFormatOf } from '../../src/chat/transcript.js';
import { answerOf } from '../support/answers.js';

const usage = expect.objectContaining({ kind: 'usage' });
const head = {
  title: 'Shoes',
  session: 's1',
  bot: { id: 'b1', name: 'Support' },
  created: '2026-03-01T08:00:00.000Z',
};
const at = head.created;
const turn = (question: string, ...answers: readonly ReturnType<typeof answerOf>[]) => ({
  ...{ question, at, answers, chosen: answers.length - 1 },
});
const talk = (...turns: Conversation['turns']): Conversation => ({ greeting: undefined, turns });
const two = talk(turn('How?', answerOf('First'), answerOf('Second')), turn('And?'));

describe('the format of a transcript', () => {
  test.each([
    ['talk.md', 'md'],
    ['talk.MARKDOWN', 'md'],
    ['talk.json', 'json'],
    ['talk.jsonl', 'jsonl'],
    ['talk.ndjson', 'jsonl'],
    ['talk.txt', 'txt'],
    ['talk', 'md'],
    ['-', 'md'],
  ] as const)('of %s is %s', (path, format) => {
    expect(transcriptFormatOf(path)).toBe(format);
    expect(transcriptFormatOf(path, format)).toBe(format);
  });

  test.each([
    ['talk.html', undefined],
    ['talk.pdf', undefined],
    ['talk.json', 'jsonl'],
    ['talk.md', 'txt'],
  ] as const)('%s as %s is refused', (path, asked) => {
    expect(() => transcriptFormatOf(path, asked)).toThrow(usage);
  });

  test('is the one that was asked for where the name says nothing', () => {
    expect([transcriptFormatOf('talk', 'json'), transcriptFormatOf('-', 'txt')]).toEqual(['json', 'txt']);
  });
});

describe('JSON', () => {
  test('is one document with every answer, and which was chosen', () => {
    expect(JSON.parse(transcript(head, two, 'json'))).toEqual({ ...head, greeting: null, turns: two.turns });
  });

  test('as lines is the greeting, each question, and the answers that were chosen', () => {
    const lines = transcript(head, { ...two, greeting: 'Hi' }, 'jsonl')
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { role: 'assistant', content: 'Hi' },
      { role: 'user', content: 'How?', at },
      { role: 'assistant', content: 'Second', status: 'complete', model: null, at },
      { role: 'user', content: 'And?', at },
    ]);
    expect(transcript(head, talk(), 'jsonl')).toBe('');
  });

  test.each(['json', 'jsonl'] as const)('as %s does not act on a terminal', (format) => {
    const text = transcript(head, talk(turn('a', answerOf('\u009b31m\u202e'))), format);
    expect(text).not.toMatch(/[\u0080-\u009f\u202e]/);
  });
});

describe('plain text', () => {
  test('is what each said, the chosen answers alone', () => {
    expect(transcript(head, two, 'txt')).toBe('You: How?\n\nSupport: Second\n\nYou: And?\n');
    expect(transcript(head, { greeting: 'Hi', turns: [] }, 'txt')).toBe('Support: Hi\n');
  });
});

describe('Markdown', () => {
  const markdown = (...turns: Conversation['turns']) => transcript(head, talk(...turns), 'md');

  test('has a heading for the title and for each who speaks, and other answers folded', () => {
    const text = transcript(head, { ...two, greeting: 'Hi' }, 'md');
    const headings = ['# Shoes', '## Support', '## You', '## Support', '## You'];
    expect(text.split('\n').filter((line) => line.startsWith('#'))).toEqual(headings);
    expect(text.match(/<details>[\s\S]*?<\/details>/g)?.map((one) => one.includes('First'))).toEqual([true]);
    expect(text.indexOf('Second')).toBeLessThan(text.indexOf('<details>'));
  });

  test('names the bot that answered, and the one of the conversation where it has no name', () => {
    const by = (name: string) => turn('How?', answerOf('x', { bot: { id: 'b2', name } }));
    const headings = markdown(by('Sales'), by('')).match(/^## (?!You).*/gm);
    expect(headings).toEqual(['## Sales', '## Support']);
  });

  test('says of another answer which lane and model it came from', () => {
    const text = markdown(
      turn('How?', answerOf('First', { lane: 'B', model: 'gpt-4o' }), answerOf('Second')),
    );
    expect(/<summary>(.*)<\/summary>/.exec(text)?.[1]).toMatch(/\bB\b.*gpt-4o/);
  });

  test('names of bots and titles break neither a heading nor the table', () => {
    const evil = { ...head, title: 'a\n# b', bot: { id: 'b1', name: 'x | <b>\ny' } };
    const text = transcript(evil, talk(), 'md');
    expect(text.split('\n')[0]).toBe('# a # b');
    expect(text).toContain('| Bot | x \\| &lt;b&gt; y (');
  });

  test.each([
    ['```\ncode', '```\ncode\n```'],
    ['```js\ncode\n', '```js\ncode\n```'],
    ['~~~~\ncode\n~~~', '~~~~\ncode\n~~~\n~~~~'],
    ['- ```\n  code', '- ```\n  code\n```'],
    ['```\n~~~\n```', '```\n~~~\n```'],
    ['````\n```\n````', '````\n```\n````'],
    ['```npm i``` does', '```npm i``` does'],
    ['no code', 'no code'],
  ])('%j is closed as %j', (text, wanted) => {
    expect(markdown(turn('How?', answerOf(text)), turn('next'))).toContain(`\n\n${wanted}\n\n## You\n\nnext`);
    expect(markdown(turn(text), turn('next'))).toContain(`\n\n${wanted}\n\n## You\n\nnext`);
  });
});

test('every answer that is not whole is marked in a way of its own, in text and in Markdown', () => {
  const broken = ['unconfirmed', 'stopped', 'incomplete', 'error', 'unavailable'] as const;
  const marks = broken.map((status) => markOf({ status }));
  expect([markOf({ status: 'complete' }), new Set(marks).size, marks.includes('')]).toEqual(['', 5, false]);
  for (const status of broken)
    for (const format of ['txt', 'md'] as const)
      expect(transcript(head, talk(turn('a', answerOf('b', { status }))), format)).toContain(
        markOf({ status }),
      );
});
