import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../src/emulator/faults.js';
import { emulator } from '../../support/emulator.js';
import { run, type TestIoOptions } from '../../support/io.js';
import { workdir } from '../../support/workdir.js';

const says = (body: string, more: Partial<Fault> = {}) => ({
  body,
  headers: { 'content-type': 'text/plain' },
  ...more,
});

async function setup(options: Parameters<typeof emulator>[0] = {}) {
  const api = await emulator(options);
  const home = workdir();
  const chat = (argv: readonly string[], more: TestIoOptions = {}) =>
    run(['chat', ...argv], { env: api.env, home, ...more });
  const batch = (argv: readonly string[]) => run(['batch', ...argv], { env: api.env, home });
  const runTests = (argv: readonly string[]) => run(['tests', 'run', ...argv], { env: api.env, home });
  const replay = (argv: readonly string[], more: TestIoOptions = {}) =>
    run(['replay', ...argv], { env: api.env, home, ...more });
  const calls = () => api.seen('POST /chat').map(({ body }) => body as Record<string, unknown>);
  return { api, home, chat, batch, runTests, replay, calls };
}

const jsonLines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

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
