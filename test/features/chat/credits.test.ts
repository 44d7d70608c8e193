import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emulator } from '../../support/emulator.js';
import { run, type TestIoOptions } from '../../support/io.js';
import { workdir } from '../../support/workdir.js';

async function setup(options: Parameters<typeof emulator>[0] = {}) {
  const api = await emulator(options);
  const ask = (argv: readonly string[], more: TestIoOptions = {}) =>
    run(['chat', ...argv], { env: api.env, ...more });
  const sent = () => api.seen('POST /chat').map(({ body }) => body as Record<string, unknown>);
  const question = () => ((sent()[0]?.messages ?? []) as { content: string }[]).at(-1)?.content;
  return { api, ask, sent, question };
}

describe('C-90 credits', () => {
  test('a user’s price table overrides the built-in one, and a damaged one does not stop a question', async () => {
    const { api } = await setup();
    const home = workdir();
    mkdirSync(join(home, '.config/cbase'), { recursive: true });
    const path = join(home, '.config/cbase/models.json');
    const io = { env: api.env, home };
    writeFileSync(path, '{"date":"2026-11-01","credits":{"gpt-4o-mini":3,"new-model":7}}');
    expect((await run(['chat', 'hi', '--stats'], io)).err).toMatch(/gpt-4o-mini · ≈ 3 credits\n$/);
    const { out } = await run(['models', '--format', 'csv'], io);
    expect(out).toContain(`new-model,7,${path}`);
    expect(out).toContain('gpt-5,?,');
    expect((await run(['chat', 'hi', '--stats', '--model', 'unheard-of'], io)).err).toContain('≈ ? credits');
    writeFileSync(path, '{"credits": 5}');
    const odd = await run(['chat', 'hi'], io);
    expect([odd.code, odd.err]).toEqual([0, expect.stringContaining('using the built-in prices')]);
    expect((await run(['models'], io)).code).toBe(2);
    expect((await run(['doctor'], io)).code).toBe(2);
  });
});
