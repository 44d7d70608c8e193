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

const events = (body: string) => ({ body, headers: { 'content-type': 'text/event-stream' } });

describe('C-41 printed text', () => {
  test('a pipe gets the exact text, --safe and a terminal get an escaped one', async () => {
    const { api, ask } = await setup();
    // A carriage return with its line feed is a line break; a bare one would overwrite the line.
    const body = 'a\u001b[31mb\u202ec\r\n';
    for (let i = 0; i < 3; i++) api.next('POST /chat', says(body, { dripBytes: 1, everyMs: 0 }));
    expect(await ask(['x'])).toMatchObject({ out: body, err: '' });
    expect(await ask(['x', '--safe'])).toMatchObject({
      out: 'a^[[31mb\\u{202E}c\n',
      err: '(2 control characters shown as text)\n',
    });
    expect((await ask(['x'], { tty: true })).out).toBe('a^[[31mb\\u{202E}c\n');
  });

  test('S-4 a key that the server echoes in its reply appears in no error', async () => {
    const canary = 'canary-key-4711-abcdWXYZ';
    const api = await emulator({ key: canary });
    const answers = [
      { body: `<html>Bearer ${canary}`, headers: { 'content-type': 'text/html' } },
      { body: { message: `Bearer ${canary}` } },
      { body: `{"text": Bearer ${canary}`, headers: { 'content-type': 'application/json' } },
      events(`data: {"error":"${canary}"}\n\n`),
      { status: 400, body: { message: `${'x'.repeat(485)} Bearer ${canary}` } },
    ];
    for (const answer of answers) {
      for (const flag of ['--json', '--jsonl', '-q']) {
        api.next('POST /chat', answer);
        const { code, out, err } = await run(['chat', 'hi', flag], { env: { ...api.env, CBASE_DEBUG: '1' } });
        expect([code === 0, `${out}${err}`.includes('canary')]).toEqual([false, false]);
      }
    }
  });
});
