import { describe, expect, test } from 'vitest';
import { setup } from '../../support/chat.js';
import { says } from '../../support/replies.js';

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
