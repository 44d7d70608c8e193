import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { setup } from '../../support/chat.js';
import { run } from '../../support/io.js';
import { says } from '../../support/replies.js';
import { file } from '../../support/workdir.js';

describe('verdicts', () => {
  const one = (expectation: string) =>
    file(`tests:\n  - turns: [{ user: go, expect: [${expectation}] }]\n`, 'tests.yaml');

  test.each([
    ['{ contains: 08005551234 }', 'call 8005551234', 'fail'],
    ['{ contains: 1.50 }', 'costs 1.5', 'fail'],
    ['{ contains: 30 }', '30 days', 'pass'],
    ['{ any_of: [zzzzz, { judge: polite }] }', 'hello', 'error'],
  ])('%s of %j: %s', async (expectation, body, verdict) => {
    const { api, runTests } = await setup();
    api.next('POST /chat', says(body));
    const { out, err } = await runTests([one(expectation)]);
    expect(out.startsWith(verdict)).toBe(true);
    if (expectation.includes('judge')) expect(err).toContain('1 assertion skipped (no --judge given)');
  });

  test('--only and --retry-errors also run the tests that share the conversation', async () => {
    const { messages, runTests } = await setup();
    const path = file(
      'tests:\n  - { name: a, session: shared, turns: [{ user: one }] }\n  - { name: b, session: shared, turns: [{ user: two }] }\n',
      'tests.yaml',
    );
    await runTests([path, '--only', 'b']);
    expect(messages(1).map(({ content }) => content)).toEqual(['one', expect.any(String), 'two']);
  });

  test('tests from-session names the bot of a test if it differs from the file’s', async () => {
    const { api, chat, home } = await setup();
    const out = file('bot: b1\ntests: []\n', 't.yaml');
    await chat(['hello', '--bot', 'b2']);
    await run(['tests', 'from-session', '--out', out], { env: api.env, home });
    expect(readFileSync(out, 'utf8')).toContain('bot: b2');
  });

  test('C-134 a cut answer does not become a baseline, and an aliased expectation is not updated', async () => {
    const { api, chat, home, runTests } = await setup();
    api.next('POST /chat', says('half of it', { cutAfter: 4, framing: 'chunked' }));
    const path = one('{ status: complete }, { same_as: We have 30 days }');
    await runTests([path, '--update']);
    expect(readFileSync(path, 'utf8')).toContain('We have 30 days');
    api.next('POST /chat', says('half of it', { cutAfter: 4, framing: 'chunked' }));
    await chat(['hello', '--no-history'].slice(0, 1));
    const out = join(home, 't.yaml');
    await run(['tests', 'from-session', '--out', out], { env: api.env, home });
    expect(readFileSync(out, 'utf8')).not.toContain('same_as');
    const alias = file(
      'tests:\n  - turns: [{ user: a, expect: &x { same_as: old } }]\n  - turns: [{ user: b, expect: *x }]\n',
      'alias.yaml',
    );
    expect(await runTests([alias, '--update'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('is an alias'),
    });
    expect(await runTests(['-', '--update'])).toMatchObject({ code: 2 });
  });
});
