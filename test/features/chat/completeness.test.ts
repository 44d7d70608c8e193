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

describe('C-20 C-23 the text received, and whether it is complete', () => {
  test.each([
    ['raw text', says('Hello'), 'Hello\n', 0],
    ['text with its line break', says('Hello\n'), 'Hello\n', 0],
    ['C-24 an empty event stream', events('data: [DONE]\n\n'), '', 0],
    ['K-9 JSON', { body: { text: 'Hello' } }, 'Hello\n', 0],
    ['C-24 JSON with an empty text', { body: { text: '' } }, '', 0],
    ['K-10 JSON without text', { body: {} }, '', 76],
    ['K-10 nothing', says(''), '', 76],
    ['events', events('data: Hel\n\ndata: lo\n\ndata: [DONE]\n\n'), 'Hello\n', 0],
    ['K-6 events without an end', events('data: Hel\n\ndata: lo\n\n'), 'Hello\n', 7],
    ['K-7 an error event', events('data: Hel\n\nevent: error\ndata: {"message":"boom"}\n\n'), 'Hel\n', 75],
    ['K-7 an error in a payload', events('data: {"error":{"message":"boom"}}\n\n'), '', 75],
    ['a null error field', events('data: {"text":"hi","error":null}\n\ndata: [DONE]\n\n'), 'hi\n', 0],
    ['a cut inside a character', says('caf\u00e9!', { cutAfter: 4 }), 'caf\n', 7],
    ['a web page', { html: true }, '', 76],
  ])('%s', async (_, fault, out, code) => {
    const { api, ask } = await setup();
    api.next('POST /chat', fault);
    const done = await ask(['hello']);
    expect([done.code, done.out], done.err).toEqual([code, out]);
    if (code === 0 && out === '') expect(done.err).toBe('(empty reply)\n');
  });

  test('K-12 a reply longer than 16 MiB is cut off there: exits 7', async () => {
    const { api, ask } = await setup();
    api.next('POST /chat', says('x'.repeat(17 * 2 ** 20)));
    const { code, out, err } = await ask(['hello']);
    expect([code, out.length > 15 * 2 ** 20]).toEqual([7, true]);
    expect(err).toContain('was cut off after');
  });

  test('an end marked only by closing the connection is reported as unconfirmed', async () => {
    const { api, ask } = await setup();
    api.next('POST /chat', says('Hello', { framing: 'close' }));
    const { code, out, err } = await ask(['hello']);
    expect([code, out]).toEqual([0, 'Hello\n']);
    expect(err).toContain('the end of this answer is not confirmed');
  });
});
