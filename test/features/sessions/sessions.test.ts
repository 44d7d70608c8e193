import { describe, expect, test } from 'vitest';
import { setup } from '../../support/chat.js';
import { run } from '../../support/io.js';
import { jsonLines } from '../../support/json-lines.js';
import { says } from '../../support/replies.js';

describe('sessions', () => {
  test('C-84 are listed, exported with closed code fences, and deleted', async () => {
    const { api, chat, home } = await setup();
    api.next('POST /chat', says('```js\nopen fence'));
    await chat(['<b> & first question', '--json']);
    await chat(['-c', 'second']);
    const go = (argv: readonly string[]) => run(['sessions', ...argv], { env: api.env, home });
    const { out: id } = await go(['list', '--format', 'id']);
    const { out } = await go(['export']);
    expect(out).toMatch(/^# <b> & first question\n\n\| \| \|/);
    expect(out).toContain('```js\nopen fence\n```\n\n## You\n\nsecond');
    expect(JSON.parse((await go(['export', id.trim(), '--format', 'json'])).out)).toMatchObject({
      session: id.trim(),
      turns: [{}, {}],
    });
    expect(jsonLines((await go(['export', '--format', 'jsonl'])).out).map(({ role }) => role)).toEqual([
      'user',
      'assistant',
      'user',
      'assistant',
    ]);
    expect((await go(['delete', id.trim()])).code).toBe(2);
    expect((await go(['delete', id.trim(), '--confirm', id.trim()])).code).toBe(0);
    expect((await go(['list', '--json'])).out).toBe('[]\n');
    expect((await go(['export'])).code).toBe(5);
  });
});
