import { describe, expect, test } from 'vitest';
import { setup } from '../../support/chat.js';
import { opened } from '../../support/conversation.js';
import { run } from '../../support/io.js';

describe('/model', () => {
  test('alone lists the models with the one in use marked, and takes a number', async () => {
    const { at, api } = await opened(['--quiet'], { rows: 40 });
    at.type('/model\r');
    await at.until('Number, name or default');
    const seen = await at.seen();
    expect(seen).toMatch(/\*\d+ gpt-4o-mini \(1\)/);
    expect(seen).toMatch(/\d+ gpt-5$/m);
    expect(seen.split('\n').filter((line) => line.length > 80)).toEqual([]);
    const [, number] = / (\d+) gpt-4o \(1\)/.exec(seen) ?? [];
    at.type(`${number}\r`);
    await at.until('Model: gpt-4o\n');
    at.type('hi\r');
    await at.until('I could not find');
    expect(api.seen('POST /chat')[0]?.body).toMatchObject({ model: 'gpt-4o' });
  });

  test('Enter at the list keeps the model, default is the bot’s own', async () => {
    const { at } = await opened(['--quiet', '--model', 'gpt-4o']);
    at.type('/model\r');
    await at.until('Number, name or default');
    at.type('\r');
    await at.until('Model: gpt-4o\n');
    at.type('/model default\r');
    await at.until('Model: gpt-4o-mini (the bot’s own)');
  });

  test('a name that is not known is used only after a yes; another case is the same name', async () => {
    const { at } = await opened(['--quiet']);
    at.type('/model gpt-4o-mni\r');
    await at.until('gpt-4o-mni is not a known model; did you mean gpt-4o-mini? Use gpt-4o-mni anyway? [y/N]');
    at.type('\r');
    await at.until(/^you › ?$/m);
    at.type('/model GPT-4O\r');
    await at.until('Model: gpt-4o\n');
    at.type('/model brand-new-1\r');
    await at.until('Use brand-new-1 anyway? [y/N]');
    at.type('y\r');
    await at.until('Model: brand-new-1');
  });

  test('a misspelled --model is pointed out, and sent as it is', async () => {
    const { chat, calls } = await setup();
    const { code, err } = await chat(['hi', '--model', 'gpt-4o-mni']);
    expect([code, err]).toEqual([
      0,
      expect.stringContaining('"gpt-4o-mni" is not a known model; did you mean "gpt-4o-mini"?'),
    ]);
    expect(calls()[0]).toMatchObject({ model: 'gpt-4o-mni' });
    expect((await chat(['hi', '--model', 'gpt-4o'])).err).not.toContain('known model');
  });
});

describe('cbase models', () => {
  const may2026 = Date.UTC(2026, 4, 3);

  test('shows models and credits, explains "?", and says when the prices are old', async () => {
    const { out, err } = await run(['models'], { tty: true, nowMs: may2026 });
    expect(out.split('\n')[0]).toMatch(/model\S* +\S*credits\S* +\S*plan\S* +\S*legacy\S* +\S*note\S*$/);
    expect(err).toContain('Price list of 2025-05 (12 months old, so prices may have changed); ?: not in it');
    const fresh = await run(['models'], { tty: true, nowMs: Date.UTC(2025, 10, 30) });
    expect(fresh.err).toContain('Price list of 2025-05; ?: not in it');
  });

  test('has the source of each in --fields and in a file', async () => {
    const chosen = await run(['models', '--fields', 'model,source', '--format', 'csv'], {});
    expect(chosen.out).toContain('gpt-5,"docs 2026-05, no price"\n');
    expect((await run(['models'], {})).out).toMatch(/^model,credits,source,plan,legacy,note\n/);
  });

  test('has plan, legacy models, and both prices where two pages disagree', async () => {
    const { out } = await run(['models', '--all'], { tty: true, columns: 120, nowMs: may2026 });
    const line = (name: string) => out.split('\n').find((text) => text.startsWith(`${name} `));
    expect(line('grok-3-mini')).toMatch(/ 2 or 1 +the FAQ says 1$/);
    expect(line('gpt-4')).toMatch(/ 20 +Standard, Unlimited +legacy +superseded by GPT-4o$/);
    expect(line('command-a')).toMatch(/ 1 +name guessed: the API does not list it$/);
    const models = JSON.parse((await run(['models', '--json'], {})).out) as readonly Record<
      string,
      unknown
    >[];
    const named = (name: string) => models.find(({ model }) => model === name);
    expect(named('grok-3-mini')).toMatchObject({
      credits: 2,
      other_prices: [{ credits: 1, source: expect.stringContaining('faq/faq') }],
      ...{ plan: null, legacy: false },
    });
    expect(models.filter(({ legacy }) => legacy).map(({ model }) => model)).toEqual([
      ...['claude-3-haiku', 'claude-3-opus', 'gemini-1.5-pro', 'gpt-4', 'gpt-4-turbo'],
    ]);
    expect((await run(['models', '--format', 'csv'], {})).out).toContain('grok-3-mini,2,docs 2025-05,');
  });
});

test('/open names no dashboard where there is none', async () => {
  const { at, api } = await opened(['--quiet']);
  at.type('/open\r');
  await at.until(`There is no dashboard for ${new URL(api.url).origin}.`);
});
