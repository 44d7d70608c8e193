import { describe, expect, test } from 'vitest';
import { emulator, type TestEmulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { onScreen, unwrapped } from '../../support/screen.js';
import { file } from '../../support/workdir.js';

const hour = 3_600_000;
const question = 'Is the decaf made with solvents, or with water only? And do you ship to Norway?';
const conversationId = (i: number) => `97933927-f6a6-4310-933e-3cc8551${String(10_000 + i)}`;

/** An account with more of everything than fits on a screen. */
function fullAccount(): Promise<TestEmulator> {
  const newest = Date.UTC(2026, 10, 26, 17, 58, 34, 181);
  const time = (i: number) => new Date(newest - i * hour).toISOString();
  const numbers = Array.from({ length: 60 }, (_, i) => i);
  const bot = {
    id: 'b1',
    name: 'Support',
    source: 'x',
    attributes: [{ name: 'plan', type: 'text', label: 'Plan' }],
    conversations: numbers.map((i) => ({
      id: conversationId(i),
      created_at: time(i),
      source: 'Widget or Iframe',
      customer: '+12025550111',
      messages: [{ role: 'user', content: question }],
    })),
    leads: numbers.map((i) => ({
      created_at: time(i),
      name: `Annie Easley ${i}`,
      email: `annie.easley.${i}@example.com`,
    })),
    contacts: numbers.map((i) => ({
      external_id: `hs-1002003${i}`,
      name: `Karen Spärck Jones ${i}`,
      email: `karen.spaerck.jones.${i}@example.com`,
      phonenumber: '+12025550100',
      custom_attributes: { plan: 'enterprise' },
    })),
  };
  return emulator({ seed: file(JSON.stringify({ bots: [bot] }), 'seed.json') });
}

/** The lines on a terminal of this size after a command, once the last of them is there. */
async function lines(argv: readonly string[], api: TestEmulator, size: Size, last: string | RegExp) {
  const [columns, rows] = size;
  const screen = onScreen(argv, { env: { ...api.env, NO_COLOR: '1', TZ: 'UTC' }, columns, rows });
  await screen.until(last);
  expect(await screen.exit).toBe(0);
  return (await screen.seen()).split('\n');
}

type Size = readonly [columns: number, rows: number];
const theRest = /for\s+all\./;

const lists = [['convos'], ['leads'], ['contacts']] as const;
const sizes = [
  [80, 24],
  [120, 40],
  [40, 24],
] as const;

describe.each(lists)('%s list', (noun) => {
  test.each(sizes)('on a terminal of %i by %i takes no more than a screen', async (columns, rows) => {
    const found = await lines([noun, 'list'], await fullAccount(), [columns, rows], theRest);
    expect(found.length).toBeLessThan(rows);
    expect(unwrapped(found.join('\n'))).toMatch(
      /Showing the first \d+(?: of 60)?\. Use --limit N for more, .* for all\./,
    );
  });

  test('lists as many as were asked for, on a terminal too', async () => {
    const found = await lines([noun, 'list', '--limit', '45'], await fullAccount(), [120, 24], theRest);
    expect(found.length).toBeGreaterThan(45);
  });

  test('is complete in a pipe, with times in ISO', async () => {
    const api = await fullAccount();
    const argv = [noun, 'list', '--limit', '60'];
    const { out, err } = await run([...argv, '--format', 'csv'], { env: api.env });
    expect(out.trimEnd().split('\n')).toHaveLength(61);
    expect(err).toBe('');
    if (noun !== 'contacts') expect(out).toContain('2026-11-26T17:58:34.181Z');
  });
});

test('conversations at 80 columns show id, local time and the question, and say what they hide', async () => {
  const found = await lines(['convos', 'list'], await fullAccount(), [80, 24], theRest);
  expect(found.slice(0, 2)).toEqual([
    'id                                    created       first question',
    `${conversationId(0)}  Nov 26 17:58  Is the decaf made with solv…`,
  ]);
  expect(found.slice(-2)).toEqual([
    'Hidden columns: source, customer, message_count (choose columns with --fields)',
    'Showing the first 20. Use --limit N for more, cbase convos export for all.',
  ]);
  expect(found).toHaveLength(23);
});

test('conversations at 40 columns are blocks with the id whole', async () => {
  const found = await lines(['convos', 'list', '--limit', '1'], await fullAccount(), [40, 24], theRest);
  expect(found.slice(0, 2)).toEqual([`id              ${conversationId(0)}`, 'created         Nov 26 17:58']);
});

test('times are those of the time zone', async () => {
  const api = await fullAccount();
  const screen = onScreen(['leads', 'list'], { env: { ...api.env, NO_COLOR: '1', TZ: 'America/New_York' } });
  await screen.until('Nov 26 12:58');
  expect(await screen.exit).toBe(0);
});

test('contacts at 80 columns are one line each', async () => {
  const found = await lines(['contacts', 'list'], await fullAccount(), [80, 24], theRest);
  expect(found[0]).toMatch(/^external_id +name +email +phone$/);
  expect(found[1]).toMatch(/^hs-10020030 +Karen Spärck Jones 0 +karen\.spaerck.*… +\+12025550100$/);
  expect(found.at(-1)).toBe('Showing the first 20 of 60. Use --limit N for more, --all for all.');
});

test('columns that were asked for are not hidden', async () => {
  const argv = ['leads', 'list', '--fields', 'id,created_at,name,email,phone,chatbot_id', '--limit', '1'];
  const found = (await lines(argv, await fullAccount(), [80, 24], theRest)).join('\n');
  expect(found).toContain('b1');
  expect(found).not.toContain('Hidden columns');
});

test('without color, with --quiet, nothing is said of what is not shown', async () => {
  const found = await lines(
    ['convos', 'list', '--quiet'],
    await fullAccount(),
    [80, 24],
    conversationId(20 - 1),
  );
  expect(found).toHaveLength(21);
  expect(found.join('\n')).not.toMatch(/Hidden|Showing/);
});

test('a list that is read as a whole is a screenful on a terminal, and whole in a pipe', async () => {
  const screen = onScreen(['models'], { env: { NO_COLOR: '1' } });
  await screen.until(theRest);
  expect(await screen.exit).toBe(0);
  expect(await screen.seen()).toMatch(
    /Showing the first 21 of \d+\. Use --limit N for more, --all for all\./,
  );
  const all = Number(/of (\d+)\./.exec(await screen.seen())?.[1]);
  expect((await run(['models'])).out.trimEnd().split('\n')).toHaveLength(all + 1);
  expect((await run(['models', '--format', 'table'])).out.trimEnd().split('\n')).toHaveLength(all + 1);
  expect((await run(['models', '--limit', '3', '--format', 'id'])).out.trimEnd().split('\n')).toHaveLength(3);
});
