import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { laneChoice, laneChoices, lanesOf, shuffled } from '../../../src/chat/compare/lanes.js';
import { botCalled } from '../../support/answers.js';

const usage = expect.objectContaining({ kind: 'usage' });

describe('--lane', () => {
  test.each([
    ['bot=support', { bot: 'support' }],
    ['model=gpt-4o, temperature=0.7', { model: 'gpt-4o', temperature: 0.7 }],
    ['bot = Support Bot ,temp=0', { bot: 'Support Bot', temperature: 0 }],
    ['label=a=b', { label: 'a=b' }],
    ['model=x,model=y', { model: 'y' }],
  ])('%s is %j', (text, choice) => {
    expect(laneChoice(text)).toEqual(choice);
  });

  test.each([
    '',
    'support',
    'bot=',
    'bot=a,',
    'color=red',
    'temperature=',
    'temp=1.1',
    'temp=-1',
    'temp=warm',
    'temp=NaN',
  ])('%j is refused', (text) => {
    expect(() => laneChoice(text)).toThrow(usage);
  });
});

test('a model alone is understood, and an empty lane is named', () => {
  const advice = expect.stringMatching(/^Did you mean model=gpt-4o\? Write it like bot=/);
  expect(() => laneChoice('gpt-4o')).toThrow(expect.objectContaining({ more: { advice } }));
  expect(() => laneChoice('')).toThrow('--lane is empty');
});

describe('the lanes that flags ask for', () => {
  test.each([
    [{}, []],
    [{ models: 'a, b' }, [{ model: 'a' }, { model: 'b' }]],
    [{ bots: 'x', models: 'a' }, [{ model: 'a' }, { bot: 'x' }]],
    [{ lane: ['bot=x', 'model=a'], label: ['new'] }, [{ bot: 'x', label: 'new' }, { model: 'a' }]],
    [
      { lane: ['bot=x,label=old', 'model=a'], label: ['new', 'b'] },
      [
        { bot: 'x', label: 'new' },
        { model: 'a', label: 'b' },
      ],
    ],
    [{ models: 'a,b,c,d,e,f' }, ['a', 'b', 'c', 'd', 'e', 'f'].map((model) => ({ model }))],
  ])('%j are %j', (flags, choices) => {
    expect(laneChoices(flags)).toEqual(choices);
  });

  test.each([
    { models: 'a' },
    { models: 'a,,' },
    { lane: ['bot=x'] },
    { models: 'a,b,c,d,e,f,g' },
    { models: 'a,b', label: ['1', '2', '3'] },
    { label: ['1'] },
  ])('%j are refused', (flags) => {
    expect(() => laneChoices(flags)).toThrow(usage);
  });
});

describe('lanes with their bots', () => {
  const usual = { bot: botCalled('Usual'), model: 'gpt-4o', temperature: 0.5 };
  const lanes = (choices: Parameters<typeof lanesOf>[0], mark?: string) =>
    lanesOf(choices, usual, async (name) => botCalled(name), mark);

  test('have letters in order, and the mark in their ids', async () => {
    const found = await lanes([{ model: 'a' }, { model: 'b' }, { model: 'c' }], '-7');
    expect(found.map(({ letter, id }) => [letter, id])).toEqual([
      ['A', 'A-7'],
      ['B', 'B-7'],
      ['C', 'C-7'],
    ]);
  });

  test('have what is usual where they say nothing; another bot does not get the usual model', async () => {
    const found = await lanes([
      {},
      { model: 'b' },
      { bot: 'Other' },
      { bot: 'Other', model: 'c', temperature: 0 },
    ]);
    expect(found.map(({ bot, model, temperature }) => [bot.name, model, temperature])).toEqual([
      ['Usual', 'gpt-4o', 0.5],
      ['Usual', 'b', 0.5],
      ['Other', undefined, 0.5],
      ['Other', 'c', 0],
    ]);
  });

  test('are called by what is different about them, and lanes of one name are told apart', async () => {
    const choices = [{ model: 'a' }, { bot: 'Other', temperature: 0 }, { label: 'mine' }, { model: 'a' }, {}];
    const labels = (await lanes(choices)).map(({ label }) => label);
    expect(new Set(labels).size).toBe(5);
    expect(labels.slice(1, 3)).toEqual([expect.stringMatching(/Other.*0/), 'mine']);
    expect(labels[4]).toBe('Usual');
  });

  test('are six at most, and need bots that exist', async () => {
    await expect(lanes(Array(7).fill({ model: 'a' }))).rejects.toThrow(usage);
    const missing = new Error('no such bot');
    await expect(lanesOf([{ bot: 'x' }], usual, async () => Promise.reject(missing))).rejects.toThrow(
      missing,
    );
  });

  test('law: shuffled, they are the same lanes under letters that follow their order', async () => {
    const six = await lanes(Array.from({ length: 6 }, (_, i) => ({ label: `lane ${i}` })));
    const random = fc.double({ min: 0, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(fc.array(random, { minLength: 6, maxLength: 6 }), fc.nat({ max: 6 }), (places, count) => {
        const left = [...places];
        const found = shuffled(six.slice(0, count), () => left.shift() ?? 0);
        expect(found.map(({ letter }) => letter).join('')).toBe('ABCDEF'.slice(0, count));
        expect(found.map(({ id }) => id).toSorted()).toEqual(six.slice(0, count).map(({ id }) => id));
        const order = found.map(({ label }) => places[Number(label.at(-1))] ?? 0);
        expect(order).toEqual(order.toSorted((one, other) => one - other));
      }),
    );
  });
});
