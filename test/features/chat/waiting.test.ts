import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { setup } from '../../support/chat.js';
import { cli } from '../../support/cli.js';
import { ctrl } from '../../support/keys.js';
import { onScreen } from '../../support/screen.js';
import { file, workdir } from '../../support/workdir.js';

describe('waiting, batches and slash commands', () => {
  test('C-13 Ctrl-C while waiting after a 429 stops at once, and messages do not share the waiting line', async () => {
    const { api } = await setup();
    api.next('POST /chat', {
      status: 429,
      headers: { 'retry-after': '60' },
      body: { message: 'slow down' },
      times: 0,
    });
    const at = onScreen(['chat'], { env: api.env });
    await at.until('›');
    at.type('a question\r');
    await at.until(/^429 slow down; trying again in/m);
    at.type(ctrl('C'));
    await at.until('canceled');
    await at.until('› a question', 2);
  });

  test('C-120 a semicolon-separated CSV is read, and a failed batch says why', async () => {
    const { api, calls, home, batch } = await setup();
    const path = file('id;question\n7;"one; two"\n8;three\n', 'p.csv');
    api.next('POST /chat', { status: 500, body: { message: 'oops' } });
    const out = join(home, 'o.jsonl');
    const { code, err } = await batch([path, '--column', 'question', '--out', out, '--concurrency', '1']);
    expect([code, err]).toEqual([
      3,
      expect.stringMatching(/^7: 500: oops\n1 answered, 1 failed → .*; add --resume to retry those$/m),
    ]);
    expect(calls().map(({ messages: all }) => (all as { content: string }[])[0]?.content)).toEqual([
      'one; two',
      'three',
    ]);
  });

  test('a refused batch leaves no file, and resuming with another model asks again', async () => {
    const { calls, home, batch } = await setup();
    const out = join(home, 'o.jsonl');
    const path = file('one\n', 'a.txt');
    expect((await batch([path, '--out', out, '--model', 'gpt-4.5'])).code).toBe(2);
    expect(existsSync(out)).toBe(false);
    await batch([path, '--out', out]);
    await batch([path, '--out', out, '--resume', '--model', 'gpt-4o']);
    expect(calls()).toHaveLength(2);
    expect(await batch([path, '--out', out])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Continue it with --resume'),
    });
  });

  test('/help keeps words whole on a narrow screen, /export takes quotes and refuses unknown formats, Tab lists models', async () => {
    const { api } = await setup();
    const cwd = workdir();
    const at = onScreen(['chat'], { env: api.env, columns: 50, rows: 60, cwd });
    await at.until('›');
    at.type('hi\r');
    await at.until('· ≈', 1);
    at.type('/help all\r');
    await at.until('stop the reply');
    expect(await at.seen()).toContain(
      '  /expect [kind value]\n      check the last answer, and keep the check\n      as a test\n',
    );
    at.type('/export "my talk.md"\r');
    await at.until('Written to my talk.md');
    at.type('/export x.pdf\r');
    await at.until('cannot be exported as .pdf');
    expect(readdirSync(cwd)).toEqual(['my talk.md']);
    at.type('/model \t');
    at.type('\t');
    await at.until('claude-3-opus');
  });

  test('HOME=/proc is an error, not an endless wait', { timeout: 20_000 }, async () => {
    expect(await cli(['bots', 'list', '--local'], { env: { HOME: '/proc' } })).toMatchObject({ code: 74 });
  });
});
