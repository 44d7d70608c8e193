import { describe, expect, test } from 'vitest';
import type { Account } from '../../src/account/account.js';
import { botsNamed, chosenBot, unknownBot } from '../../src/account/bot.js';
import type { Bot } from '../../src/api/bots.js';
import { botCalled } from '../support/answers.js';

const bots = [
  botCalled('Support', 'b1'),
  botCalled('support', 'b2'),
  botCalled('Sales', 'b3'),
  botCalled('Sales', 'b4'),
  botCalled('b1', 'b5'),
  botCalled('Ärger', 'b6'),
];

test.each([
  ['b1', ['b1']],
  ['b5', ['b5']],
  ['Support', ['b1']],
  ['support', ['b2']],
  ['SUPPORT', ['b1', 'b2']],
  ['Sales', ['b3', 'b4']],
  ['sALES', ['b3', 'b4']],
  ['ÄRGER', ['b6']],
  ['B1', ['b5']],
  ['Supp', []],
  ['', []],
])('%j can mean the bots %j', (wanted, ids) => {
  expect(botsNamed(bots, wanted).map(({ id }) => id)).toEqual(ids);
});

describe('the bot that a command uses', () => {
  /** An account with these bots whose settings name this one. */
  function chosen(list: readonly Bot[], setting?: string, named?: string, pickBot?: Account['pickBot']) {
    let calls = 0;
    const signal = new AbortController().signal;
    const answer = async (given?: AbortSignal) => {
      calls++;
      expect(given).toBe(signal);
      return list;
    };
    // Of an account, only its bots and its settings matter here.
    const account = {
      api: { bots: { list: answer } },
      settings: { bot: setting },
      pickBot,
    } as unknown as Account;
    return chosenBot(account, signal, named).then((bot) => ({ id: bot.id, calls }));
  }

  test.each([
    ['b3', undefined, 'b3'],
    ['Support', undefined, 'b1'],
    ['b3', 'b4', 'b4'],
    [undefined, 'Ärger', 'b6'],
  ])('where the settings say %s and the command %s is %s, for one request', async (setting, named, id) => {
    expect(await chosen(bots, setting, named)).toEqual({ id, calls: 1 });
  });

  test.each([
    [6, undefined, 'usage'],
    [0, undefined, 'not-found'],
    [6, 'Sales', 'usage'],
    [6, 'SUPPORT', 'usage'],
    [6, 'Marketing', 'not-found'],
    [0, 'b1', 'not-found'],
  ])('of %i bots cannot be the one named %s: %s', async (count, setting, kind) => {
    await expect(chosen(bots.slice(0, count), setting)).rejects.toThrow(expect.objectContaining({ kind }));
  });

  test('is picked by the account where none is named, and the list is not fetched again', async () => {
    const offered: (readonly Bot[])[] = [];
    const pickBot = async (list: readonly Bot[]) => {
      offered.push(list);
      return botCalled('Sales', 'b4');
    };
    expect(await chosen(bots, undefined, undefined, pickBot)).toEqual({ id: 'b4', calls: 1 });
    expect(await chosen(bots, 'b3', undefined, pickBot)).toEqual({ id: 'b3', calls: 1 });
    expect(offered).toEqual([bots]);
  });

  test.each([
    ['suport', 'Support'],
    ['Sale', 'Sales'],
    ['Marketing', undefined],
  ])('called %s: did you mean %s?', (wanted, meant) => {
    const { advice } = unknownBot(bots, wanted).more;
    expect(advice?.startsWith(meant === undefined ? 'Choose one of' : `Did you mean "${meant}"? `)).toBe(
      true,
    );
  });

  test('that is missing or ambiguous can be chosen from those that are named', async () => {
    const advice = (list: readonly Bot[], setting?: string) =>
      chosen(list, setting).catch(({ more }) => more.advice);
    for (const id of ['b3', 'b4']) expect(await advice(bots, 'Sales')).toContain(id);
    expect(await advice(bots, 'Sales')).not.toContain('b1');
    for (const id of ['b1', 'b6']) expect(await advice(bots)).toContain(id);
    const many = Array.from({ length: 11 }, (_, i) => botCalled(`Bot ${i}`, `id-${i}`));
    expect(await advice(many, 'x')).toMatch(/id-7.*\b3\b/);
    expect(await advice(many, 'x')).not.toContain('id-8');
  });
});
