import { describe, expect, test } from 'vitest';
import { readConvo } from '../../../src/api/convos.js';
import { CreditCount, type CreditOptions } from '../../../src/exports/stats/credits.js';

const prices: Readonly<Record<string, number>> = { 'gpt-4o': 1, 'gpt-4': 20, mine: 0.1 };
const usual: CreditOptions = {
  priceOf: (model = '') => prices[model],
  noteOf: () => undefined,
  table: '2025-05',
  model: 'gpt-4o',
  budget: undefined,
};
const bot = (content: unknown = 'Yes.', more: object = {}) => ({ role: 'assistant', content, ...more });
const user = { role: 'user', content: 'Hi?' };

function counted(
  convos: readonly (readonly [messages: readonly object[], more?: object])[],
  options: Partial<CreditOptions> = {},
) {
  const credits = new CreditCount({ ...usual, ...options });
  for (const [messages, more] of convos)
    credits.add(readConvo({ id: 'c', created_at: '2026-10-31T23:00:00Z', messages, ...more }));
  const values = Object.fromEntries(credits.figures().map(({ key, value }) => [key, value]));
  return { ...values, basis: credits.figures()[0]?.note, chart: credits.chart(), all: credits };
}

describe('credits', () => {
  test.each<[string, readonly object[], number]>([
    ['answers cost, questions do not', [user, bot(), user, bot()], 2],
    ['initial messages cost nothing', [bot(), bot(), user, bot()], 1],
    ['a conversation of initial messages costs nothing', [bot()], 0],
    ['each text of the bot costs', [user, bot(), bot()], 2],
    ['forms and actions are no answers', [user, bot({ form: 1 }), bot()], 1],
    ['a message that names its model has its price', [user, bot('Yes.', { model: 'gpt-4' })], 20],
    ['a model of unknown price counts as one', [user, bot('Yes.', { model: 'new' }), bot()], 2],
  ])('%s', (_, messages, credits) => {
    expect(counted([[messages]])).toMatchObject({ credits });
  });

  test('are summed by the month of the message, or else of the conversation', () => {
    const told = counted([
      [[user, bot(), bot('Yes.', { createdAt: '2026-11-01T00:00:01Z' })]],
      [[user, bot()], { created_at: undefined }],
      [[user, bot()], { model: 'gpt-4' }],
    ]);
    expect(told.chart.labels).toEqual(['2026-10', '2026-11', 'unknown']);
    expect(told.chart.series.map(({ values }) => values)).toEqual([
      [21, 1, 1],
      [2, 1, 1],
    ]);
  });

  test('say what they assume', () => {
    expect(counted([[[user, bot()]]]).basis).toBe('gpt-4o assumed (1 per answer), price list of 2025-05');
    expect(counted([[[user, bot()], { model: 'gpt-4' }]]).basis).toBe(
      '1 answer names its model, price list of 2025-05',
    );
    expect(counted([[[user, bot()]]], { model: 'new', noteOf: () => 'another page says 3' }).basis).toBe(
      'at least: new has no price, counted as 1, new assumed, another page says 3, price list of 2025-05',
    );
    expect(counted([[[user, bot()]]], { model: undefined }).all.details()).toMatchObject({
      credits_basis: {
        assumed_model: null,
        assumed_price: null,
        answers_with_assumed_model: 1,
        unpriced: { unknown: 1 },
      },
    });
  });

  test('are held against the budget of each month; fractions add up without noise', () => {
    const { all } = counted([[[user, bot(), bot(), bot()]]], { model: 'mine', budget: 0 });
    expect(all.exceeded).toEqual([['2026-10', 0.3]]);
    expect(counted([[[user, bot()]]], { budget: 1 }).all.exceeded).toEqual([]);
  });
});
