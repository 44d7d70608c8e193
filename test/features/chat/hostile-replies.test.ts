import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../src/emulator/faults.js';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { workdir } from '../../support/workdir.js';

const says = (body: string, more: Partial<Fault> = {}) => ({
  body,
  headers: { 'content-type': 'text/plain' },
  ...more,
});
async function setup(options: Parameters<typeof emulator>[0] = {}) {
  const api = await emulator(options);
  const home = workdir();
  const chat = (argv: readonly string[]) => run(['chat', ...argv], { env: api.env, home });
  const batch = (argv: readonly string[]) => run(['batch', ...argv], { env: api.env, home });
  const runTests = (argv: readonly string[]) => run(['tests', 'run', ...argv], { env: api.env, home });
  const replay = (argv: readonly string[]) => run(['replay', ...argv], { env: api.env, home });
  const calls = () => api.seen('POST /chat').map(({ body }) => body as Record<string, unknown>);
  const messages = (call: number) => (calls()[call]?.messages ?? []) as { role: string; content: string }[];
  return { api, home, chat, batch, runTests, replay, calls, messages };
}

describe('C-31 no reply can block the terminal', () => {
  test.each([
    ['a delimiter row that is not one', `| a | b |\n|${'-'.repeat(60)} total |\n| 1 | 2 |\n\nafter`, 'after'],
    ['100,000 dashes', `${'-'.repeat(100_000)} end`, ' end'],
    ['100,000 backticks', `${'`'.repeat(100_000)} end`, ' end'],
    ['100,000 opened links', `${'['.repeat(100_000)} end`, ' end'],
  ])('%s', { timeout: 20_000 }, async (_, body, end) => {
    const { api, chat } = await setup();
    api.next('POST /chat', says(body));
    const { code, out } = await chat(['hi', '--render', 'markdown', '--no-color']);
    expect([code, out.endsWith(`${end}\n`)]).toEqual([0, true]);
  });
});

test('C-32 --wrap leaves code alone in pipes too, and CRLF is a line break', async () => {
  const { api, chat } = await setup();
  api.next('POST /chat', says('one two three four five\n```\nlong code line that stays whole\n```\nend'));
  expect((await chat(['x', '--wrap', '20'])).out).toBe(
    'one two three four\nfive\n```\nlong code line that stays whole\n```\nend\n',
  );
  api.next('POST /chat', says('a\r\nb\rc\r', { dripBytes: 1, everyMs: 1 }));
  expect(await chat(['x', '--safe'])).toMatchObject({
    out: 'a\nb^Mc^M\n',
    err: '(2 control characters shown as text)\n',
  });
});
