import { describe, expect, test } from 'vitest';
import { estimateOf, knownModel, modelTable, monthsOld, unknownModelNote } from '../../src/chat/models.js';

const usage = expect.objectContaining({ kind: 'usage' });
const table = modelTable(undefined, 'models.json');
const creditsOf = (name: string, { models } = table) => models.find(({ model }) => model === name)?.credits;

describe('the table of models', () => {
  test.each([
    ['gpt-4o', 1],
    ['gpt-4-turbo', 10],
    ['gpt-4', 20],
    ['claude-3-opus', 20],
    ['gpt-4.5', 30],
    ['DeepSeek-R1', 2],
    ['grok-3-mini', 2],
    ['command-a', 1],
    ['gpt-5', undefined],
    ['kimi-k2', undefined],
  ])('%s costs %s credits', (name, credits) => {
    expect(table.models.map(({ model }) => model)).toContain(name);
    expect(creditsOf(name)).toBe(credits);
  });

  test('names each model once, in the order of the alphabet whatever the case, each with its source', () => {
    const names = table.models.map(({ model }) => model.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual([...names].sort());
    expect(table.models.every(({ source }) => source.length > 0)).toBe(true);
    expect(table.models.filter(({ credits }) => credits === 1)).toHaveLength(20);
  });
});

describe("the user's own prices", () => {
  const own = modelTable(
    { date: '2026-11-01', credits: { 'gpt-5': 2, 'gpt-4': 0, mine: 0.5 } },
    'models.json',
  );

  test('outrank the table, add to it, and bring their date', () => {
    expect(['gpt-5', 'gpt-4', 'mine', 'gpt-4o'].map((name) => creditsOf(name, own))).toEqual([2, 0, 0.5, 1]);
    expect(own.date).toBe('2026-11-01');
    expect(own.models.find(({ model }) => model === 'mine')?.source).toBe('models.json');
    expect(own.models.length).toBe(table.models.length + 1);
  });

  test('without a date keep that of the table', () => {
    expect(modelTable({ credits: {} }, 'models.json')).toEqual(table);
  });

  test.each([
    {},
    { credits: null },
    { credits: 1 },
    { credits: 'gpt-5: 2' },
    { credits: { 'gpt-5': '2' } },
    { credits: { 'gpt-5': -1 } },
    { credits: { 'gpt-5': null } },
  ])('%j are refused', (content) => {
    expect(() => modelTable(content, 'models.json')).toThrow(usage);
  });
});

test.each([
  ['gpt-4', 20],
  ['GPT-4', null],
  ['gpt-5', null],
  ['unheard-of', null],
  [null, null],
  [undefined, null],
  [4, null],
])('a reply of %j is estimated at %s', (model, estimate) => {
  expect(estimateOf(table, model)).toEqual({ estimate, table: table.date });
});

test.each([
  ['gpt-4o', { name: 'gpt-4o', nearest: undefined }],
  ['deepseek-v3', { name: 'DeepSeek-V3', nearest: undefined }],
  ['gpt-4o-mni', { name: undefined, nearest: 'gpt-4o-mini' }],
  ['zzzzzzzz', { name: undefined, nearest: undefined }],
])('the known model of %j is %o', (wanted, known) => {
  expect(knownModel(table, wanted)).toEqual(known);
});

test.each([
  ['gpt-4o', undefined],
  ['GPT-4o', '"GPT-4o" is not a known model; did you mean "gpt-4o"? (list: cbase models)'],
  ['zzzzzzzz', '"zzzzzzzz" is not a known model (list: cbase models)'],
])('of the model name %j it is said: %s', (wanted, note) => {
  expect(unknownModelNote(table, wanted)).toBe(note);
});

test.each([
  ['2025-05', '2025-11-30', undefined],
  ['2025-05', '2025-12-01', 7],
  ['2025-05-31', '2026-11-27', 18],
  ['someday', '2026-11-27', undefined],
])('a table of %s is old on %s: %s months', (date, now, months) => {
  expect(monthsOld(date, Date.parse(now))).toBe(months);
});
