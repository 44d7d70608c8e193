import { describe, expect, test } from 'vitest';
import { readConvo } from '../../../src/api/convos.js';
import { ConvoStats } from '../../../src/exports/stats/convo-stats.js';
import { figureText } from '../../../src/exports/stats/report.js';
import { statsJson } from '../../../src/exports/stats/stats.js';

/** A conversation of these words, said in turn by the visitor and the bot. */
const convo = (words: readonly string[], more: object = {}) =>
  readConvo({
    messages: words.map((content, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', content })),
    ...more,
  });

function told(convos: readonly ReturnType<typeof convo>[], phrases: readonly string[] = []) {
  const stats = new ConvoStats({ below: 0.5, phrases });
  for (const one of convos) stats.add(one);
  // Its keys are the ones that the test names.
  return statsJson(stats.stats('t')) as Readonly<Record<string, unknown>>;
}

describe('the numbers of conversations', () => {
  test('of none are zero, and shares of none are unknown', () => {
    const { isEmpty, figures } = new ConvoStats({ below: 0.5, phrases: [] }).stats('t');
    expect([isEmpty, figures.filter(({ isShare }) => isShare).map(({ key }) => key)]).toEqual([
      true,
      ['not_sure_rate'],
    ]);
    expect(told([])).toMatchObject({
      ...{ conversations: 0, messages: 0, median_messages: null, longest_messages: 0 },
      ...{ not_sure: 0, not_sure_rate: null, without_reply: 0, forms: 0, by_day: [], by_source: [] },
    });
  });

  test('count messages, and tell the middle and the longest', () => {
    expect(told([convo(['a', 'b']), convo(['a', 'b', 'c', 'd', 'e']), convo([])])).toMatchObject({
      ...{ conversations: 3, messages: 7, median_messages: 2, longest_messages: 5 },
    });
  });

  test.each([
    [['a', 'b', 'c'], 1],
    [['a', 'b'], 0],
    [['a'], 1],
    [[], 0],
  ])('of %j, %i has no reply to its last word', (words, count) => {
    expect(told([convo(words)]).without_reply).toBe(count);
  });

  test('a conversation in which only the bot spoke was not asked', () => {
    const greeted = readConvo({ messages: [{ role: 'assistant', content: 'I am not sure.' }] });
    expect(told([greeted, convo(['a', 'not sure'])])).toMatchObject({ not_sure: 1, not_sure_rate: 1 });
  });

  test.each([
    [{ form_submission: { a: 1 } }, 1],
    [{ form_submission: {} }, 1],
    [{ form_submission: null }, 0],
    [{}, 0],
  ])('with %j, %i has a filled form', (more, count) => {
    expect(told([convo([], more)]).forms).toBe(count);
  });

  test('are told by source, country, day and hour; what is unknown is told as such', () => {
    const at = { created_at: '2026-03-01T08:59:00Z', source: 'API', country: 'DE' };
    const stats = told([
      convo(['a', 'b'], at),
      convo(['a'], at),
      convo([], { country: '', source: '' }),
      convo([]),
    ]);
    expect(stats).toMatchObject({
      by_source: [
        { name: 'API', conversations: 2 },
        { name: 'unknown', conversations: 2 },
      ],
      by_country: [
        { name: 'DE', conversations: 2 },
        { name: 'unknown', conversations: 2 },
      ],
      by_day: [{ name: '2026-03-01', conversations: 2, messages: 3 }],
    });
    expect((stats.by_hour as readonly object[])[8]).toEqual({ name: '08:00', conversations: 2 });
    expect((stats.by_weekday as readonly object[])[6]).toEqual({ name: 'Sunday', conversations: 2 });
  });

  test('are told by country once, whether it was sent as a code or by name', () => {
    const from = (country: string) => convo(['a'], { country });
    const { by_country } = told([
      from('DE'),
      from('Germany'),
      from('de'),
      from('Côte d’Ivoire'),
      from('Atlantis'),
    ]);
    expect(by_country).toEqual([
      { name: 'DE', conversations: 3 },
      { name: 'Atlantis', conversations: 1 },
      { name: 'CI', conversations: 1 },
    ]);
  });
});

describe('a doubt of the bot', () => {
  test.each([
    ['Hmm, I am not sure.', 1],
    ["I'm not entirely sure about that", 1],
    ["I don't know", 1],
    ['I don’t have that information', 1],
    ['I do not have enough information', 1],
    ['Sure, it is open', 0],
    ['You know what to do', 0],
    ['I cannot measure', 0],
  ])('%j counts %i', (text, count) => {
    expect(told([convo(['a', text])]).not_sure).toBe(count);
  });

  test('counts once a conversation, and not where the visitor has it', () => {
    expect(told([convo(['a', 'not sure', 'b', 'not sure'])]).not_sure).toBe(1);
    expect(told([convo(['I am not sure', 'You are in the right place'])]).not_sure).toBe(0);
  });

  test('is told by the score where the server sends one, and by words otherwise', () => {
    const sure = convo(['a', 'I am not sure, but it is open'], { min_score: 0.5 });
    const unsure = convo(['a', 'It is open until six'], { min_score: 0.49 });
    expect(
      told([sure, unsure, convo(['a', 'I am not sure']), convo(['a', '…'], { min_score: null })]),
    ).toMatchObject({
      ...{ not_sure: 2, not_sure_rate: 2 / 3 },
      ...{ not_sure_by_score: 2, not_sure_by_wording: 1, not_sure_unmeasured: 1 },
    });
  });

  test('is not measured where neither can be: no number, and the label says so', () => {
    const russian = convo(['a', 'Мы доставляем за три дня']);
    expect(told([russian])).toMatchObject({
      ...{ not_sure: null, not_sure_rate: null, not_sure_unmeasured: 1 },
    });
    expect(told([russian], ['не знаю'])).toMatchObject({ not_sure: 0, not_sure_rate: 0 });
    const stats = new ConvoStats({ below: 0.5, phrases: [] });
    stats.add(russian);
    const figure = stats.stats('t').figures.find(({ key }) => key === 'not_sure_rate');
    expect([figure && figureText(figure), figure?.note]).toEqual(['not measured', '1 not measured']);
  });

  test('has words of its own where they are given, in any case', () => {
    expect(told([convo(['a', 'ASK OUR team']), convo(['a', 'b'])], ['Ask our']).not_sure).toBe(1);
    expect(told([convo(['a', 'You can ASK OUR team'])]).not_sure).toBe(0);
  });
});
