import { spawn as spawnChild } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { bin } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { run, type TestIoOptions } from '../../support/io.js';
import { says } from '../../support/replies.js';
import { workdir } from '../../support/workdir.js';

async function setup(options: Parameters<typeof emulator>[0] = {}) {
  const api = await emulator(options);
  const ask = (argv: readonly string[], more: TestIoOptions = {}) =>
    run(['chat', ...argv], { env: api.env, ...more });
  const sent = () => api.seen('POST /chat').map(({ body }) => body as Record<string, unknown>);
  const question = () => ((sent()[0]?.messages ?? []) as { content: string }[]).at(-1)?.content;
  return { api, ask, sent, question };
}

describe('C-101 --json', () => {
  test('is one object with all known details', async () => {
    const { ask } = await setup();
    const { code, out } = await ask(['When are you open?', '--json', '--save', 's1', '--temperature', '0']);
    expect([code, JSON.parse(out)]).toEqual([
      0,
      {
        ok: true,
        status: 'complete',
        text: 'We are open from 8 to 18.',
        bot: { id: 'b1', name: 'Support' },
        model: 'gpt-4o-mini',
        temperature: 0,
        conversation_id: 's1',
        session: expect.stringMatching(/^[0-9a-f]{8}$/),
        timing: { first_byte_ms: expect.any(Number), total_ms: expect.any(Number) },
        credits: { estimate: 1, table: '2025-05' },
        removed_controls: 0,
      },
    ]);
  });

  test.each([
    ['incomplete', says('half a reply', { cutAfter: 4 }), 'half', 7],
    ['error', { status: 401, body: { message: 'Unauthorized access' } }, '', 4],
    ['incomplete', { drop: 'after' as const }, '', 7],
  ])('keeps its shape when the reply is %s', async (status, fault, text, exitCode) => {
    const { api, ask } = await setup();
    api.next('POST /chat', fault);
    const { code, out } = await ask(['hello', '--json']);
    expect([code, JSON.parse(out)]).toEqual([
      exitCode,
      expect.objectContaining({ ok: false, status, text, bot: { id: 'b1', name: 'Support' }, exitCode }),
    ]);
  });

  test('C-102 --jsonl is a start, a delta for each piece, and exactly one end, always last', async () => {
    const { api, ask } = await setup();
    const lines = (out: string) =>
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
    const good = lines((await ask(['When are you open?', '--jsonl'])).out);
    expect(good.map(({ type }) => type)).toEqual(['start', ...Array(good.length - 2).fill('delta'), 'end']);
    expect(
      good
        .slice(1, -1)
        .map(({ text }) => text)
        .join(''),
    ).toBe(good.at(-1).text);
    api.next('POST /chat', says('half a reply', { cutAfter: 4 }));
    const bad = lines((await ask(['hello', '--jsonl'])).out);
    expect(bad.map(({ type }) => type)).toEqual(['start', 'delta', 'error']);
    expect(bad.at(-1)).toMatchObject({ ok: false, status: 'incomplete', text: 'half', exitCode: 7 });
    expect(lines((await run(['chat', 'x', '--jsonl'])).out).map(({ type }) => type)).toEqual(['error']);
  });

  test('K-13 Ctrl-C in the middle exits 130, ends the line, and keeps what arrived', async () => {
    for (const json of [false, true]) {
      const { api } = await setup({ paceMs: 100 });
      const env = { ...api.env, PATH: process.env.PATH ?? '', HOME: workdir() };
      const argv = ['chat', 'When are you open?', ...(json ? ['--json'] : [])];
      const child = spawnChild(process.execPath, [bin, ...argv], { env, stdio: ['ignore', 'pipe', 'pipe'] });
      let out = '';
      child.stdout.on('data', (chunk) => {
        out += chunk;
      });
      while (api.seen('POST /chat').length === 0 || (!json && !out.includes('are')))
        await new Promise((resolve) => setTimeout(resolve, 10));
      if (json) await new Promise((resolve) => setTimeout(resolve, 350));
      child.kill('SIGINT');
      const code = await new Promise((resolve) => child.on('close', resolve));
      expect(code).toBe(130);
      if (!json) expect(out).toMatch(/^We are.*\n$/);
      else
        expect(JSON.parse(out)).toMatchObject({
          ok: false,
          status: 'stopped',
          text: expect.stringMatching(/^We /),
        });
    }
  });
});
