import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../src/emulator/faults.js';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { workdir } from '../../support/workdir.js';

const sentence = 'This chatbot is currently unavailable. If you are the owner, please check your account.';
const json = { 'content-type': 'application/json' };
const plain = { 'content-type': 'text/plain' };
const events = { 'content-type': 'text/event-stream' };

describe('the out-of-credits notice is not an answer', () => {
  test.each<readonly [string, Omit<Fault, 'method' | 'path'>]>([
    ['as a stream', { body: sentence, headers: plain }],
    [
      'as a stream of single bytes',
      { body: sentence, headers: plain, dripBytes: 1, everyMs: 1, framing: 'chunked' },
    ],
    ['with whitespace around it', { body: `\n ${sentence} \n`, headers: plain }],
    ['as JSON', { body: { text: sentence }, headers: json }],
    ['as 403', { status: 403, body: { message: sentence } }],
    ['as 400', { status: 400, body: { message: sentence } }],
    ['as 500', { status: 500, body: { message: sentence }, times: 0 }],
    [
      'as an event',
      { body: `event: error\ndata: ${JSON.stringify({ message: sentence })}\n\n`, headers: events },
    ],
  ])('%s: exits 6 and prints nothing to stdout', async (_, fault) => {
    const api = await emulator();
    const ask = (flags: readonly string[]) =>
      run(['chat', 'When are you open?', ...flags], { env: api.env, home: workdir() });
    api.next('POST /chat', fault);
    const { code, out, err } = await ask([]);
    expect([code, out, err]).toEqual([6, '', expect.stringMatching(/unavailable|credits/)]);
    api.weather.clear();
    api.next('POST /chat', fault);
    const shown = JSON.parse((await ask(['--json'])).out) as Record<string, unknown>;
    expect(shown).toMatchObject({ ok: false, exitCode: 6 });
  });

  test('an answer that only mentions it is an answer', async () => {
    const api = await emulator();
    api.next('POST /chat', {
      body: `${sentence} That is what it says when the credits are used up.`,
      headers: plain,
    });
    const { code, out } = await run(['chat', 'What does it say?'], { env: api.env });
    expect([code, out]).toEqual([0, expect.stringContaining('That is what it says')]);
  });
});
