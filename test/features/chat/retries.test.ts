import { describe, expect, test } from 'vitest';
import { emulator } from '../../support/emulator.js';
import { run, type TestIoOptions } from '../../support/io.js';
import { says } from '../../support/replies.js';

async function setup(options: Parameters<typeof emulator>[0] = {}) {
  const api = await emulator(options);
  const ask = (argv: readonly string[], more: TestIoOptions = {}) =>
    run(['chat', ...argv], { env: api.env, ...more });
  const sent = () => api.seen('POST /chat').map(({ body }) => body as Record<string, unknown>);
  const question = () => ((sent()[0]?.messages ?? []) as { content: string }[]).at(-1)?.content;
  return { api, ask, sent, question };
}

describe('C-13 retries', () => {
  test.each([
    ['429', { status: 429, body: { message: 'slow' }, times: 2 }, 0, 3],
    ['503', { status: 503, body: { message: 'busy' }, times: 2 }, 0, 3],
    ['429 forever', { status: 429, body: { message: 'slow' }, times: 0 }, 75, 3],
    ['500', { status: 500, body: { message: 'oops' }, times: 0 }, 75, 1],
    ['K-16 a reset after the request', { drop: 'after' as const, times: 0 }, 7, 1],
    ['a truncated answer', says('half', { cutAfter: 2, times: 0 }), 7, 1],
  ])('%s', async (_, fault, code, times) => {
    const { api, ask } = await setup();
    api.next('POST /chat', fault);
    const done = await ask(['hello']);
    expect([done.code, api.seen('POST /chat').length]).toEqual([code, times]);
    if (times > 1) expect(done.err).toContain('trying again in');
    const never = await setup();
    never.api.next('POST /chat', { ...fault, times: 1 });
    await never.ask(['hello', '--no-retry']);
    expect(never.api.seen('POST /chat').length).toBe(1);
  });
});
