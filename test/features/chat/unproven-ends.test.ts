import { describe, expect, test } from 'vitest';
import { cli } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';

const plain = { 'content-type': 'text/plain' };

describe('the end of a reply without a length', () => {
  const body = 'We are open from 8 to 18.';

  test('a reset cuts it off: exits 7 and keeps what arrived', async () => {
    const api = await emulator();
    api.next('POST /chat', { body, headers: plain, framing: 'close', cutAfter: 12, end: 'rst' });
    const { code, out } = await cli(['chat', '--stream', 'hello'], { env: api.env });
    expect([code, out]).toEqual([7, 'We are open \n']);
  });

  test('an orderly close proves nothing: exits 0, or 7 with --strict', async () => {
    const api = await emulator();
    const ask = (...flags: string[]) => {
      api.next('POST /chat', { body, headers: plain, framing: 'close' });
      return cli(['chat', '--stream', 'hello', ...flags], { env: api.env });
    };
    expect(await ask()).toMatchObject({ code: 0, out: `${body}\n` });
    expect((await ask('--strict')).code).toBe(7);
  });

  test('text held back as a possible start of the key is printed when the reply is cut off', async () => {
    const api = await emulator({ key: 'e-key-of-the-test' });
    api.next('POST /chat', {
      body: 'one two thre and more',
      headers: plain,
      framing: 'chunked',
      cutAfter: 12,
    });
    const { code, out } = await cli(['chat', '--stream', 'hello'], { env: api.env });
    expect([code, out]).toEqual([7, 'one two thre\n']);
  });
});
