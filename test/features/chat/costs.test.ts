import { describe, expect, test } from 'vitest';
import { setup } from '../../support/chat.js';
import { ctrl } from '../../support/keys.js';
import { says } from '../../support/replies.js';
import { onScreen } from '../../support/screen.js';
import { file } from '../../support/workdir.js';

describe('C-92 cost estimates match the calls', () => {
  const tests = (expectation: string, more = '') =>
    file(`tests:\n  - name: t\n${more}    turns: [{ user: go, expect: [${expectation}] }]\n`, 'tests.yaml');

  test('flags override the file in estimates too, and judges and repeats count', async () => {
    const { runTests } = await setup();
    const dear = await runTests([
      tests('{ contains: x }', '    model: gpt-4o-mini\n    repeat: 2\n'),
      '--model',
      'gpt-4',
    ]);
    expect(dear).toMatchObject({ code: 2, err: expect.stringContaining('2 messages, ≈ 40 credits') });
    const judged = await runTests([
      tests('{ judge: a }, { any_of: [x, { judge: b }] }', '    repeat: 8\n'),
      '--judge',
      'b2',
    ]);
    expect(judged).toMatchObject({ code: 2, err: expect.stringContaining('24 messages, ≈ 24 credits') });
  });

  test('the summary counts what was sent, and a test that expects an error does not bypass the cap', async () => {
    const { calls, runTests } = await setup();
    const path = file(
      'tests:\n  - turns: [{ user: a }]\n  - turns: [{ user: b, expect: [{ status: error }] }]\n',
      'tests.yaml',
    );
    const { code, err } = await runTests([path, '--max-credits', '1', '--concurrency', '1']);
    expect([code, calls().length, err]).toEqual([6, 1, expect.stringContaining('1 reply, ≈ 1 credit')]);
  });

  test('C-73 a conversation asks before expensive lanes or an expensive bot', async () => {
    const { api, calls } = await setup();
    const at = onScreen(['chat'], { env: api.env });
    await at.until('›');
    at.type('/compare gpt-4 claude-3-opus\r');
    await at.until('Comparing A (gpt-4) and B (claude-3-opus)');
    at.type('dear question\r');
    await at.until('2 messages, ≈ 40 credits (price list of 2025-05). Continue? [y/N]');
    at.type('\r');
    await at.until('› dear question', 2);
    expect(calls()).toEqual([]);
  });

  test('Ctrl-C during /retry n=3 stops all three', async () => {
    const { api, calls } = await setup();
    const at = onScreen(['chat'], { env: api.env });
    await at.until('›');
    at.type('one\r');
    await at.until('· ≈', 1);
    api.next(
      'POST /chat',
      says('a slow answer that goes on', { dripBytes: 1, everyMs: 40, framing: 'chunked' }),
    );
    at.type('/retry n=3\r');
    await at.until('a slow');
    at.type(ctrl('C'));
    await at.until('— stopped —');
    await at.until(/^you › ?$/m);
    expect(calls()).toHaveLength(2);
  });
});
