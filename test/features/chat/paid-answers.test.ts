import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { setup } from '../../support/chat.js';
import { shell } from '../../support/cli.js';
import { sessionsOf } from '../../support/conversation.js';
import { ctrl } from '../../support/keys.js';
import { onScreen } from '../../support/screen.js';
import { file, workdir } from '../../support/workdir.js';

describe('paid answers are not lost', () => {
  test('C-80 an answer is kept in the session even if the reader of the pipe left', async () => {
    const { api, home } = await setup({ paceMs: 20 });
    await shell('cbase chat "When are you open?" | head -c1', { env: { ...api.env, HOME: home } });
    const [name = ''] = sessionsOf(home);
    const text = readFileSync(join(home, '.local/state/cbase/sessions', name), 'utf8');
    expect(text).toMatch(/"kind":"answer","text":"We .*"status":"stopped"/);
  });

  test('C-121 a changed prompt under an old id is asked again, and lines of other prompts stay', async () => {
    const { calls, home, batch } = await setup();
    const out = join(home, 'out.jsonl');
    await batch([file('one\ntwo\n', 'a.txt'), '--out', out]);
    await batch([file('other\n', 'b.txt'), '--out', out, '--resume']);
    expect(calls().length).toBe(3);
    const lines = readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ id, input }) => [id, input])).toEqual([
      ['1', 'other'],
      ['2', 'two'],
    ]);
  });

  test('a report that cannot be written is refused before anything is sent', async () => {
    const { calls, batch, runTests } = await setup();
    const path = file('tests: [{ turns: [{ user: a }] }]', 'tests.yaml');
    expect(await runTests([path, '--junit', '/nonexistent/j.xml'])).toMatchObject({ code: 2 });
    expect(await batch([file('a\n', 'a.txt'), '--out', '/nonexistent/o.jsonl'])).toMatchObject({
      code: 2,
    });
    expect(calls()).toEqual([]);
  });

  test('C-92 a replay that reaches the cap reports what it has', async () => {
    const { home, replay } = await setup();
    const convo = (id: string) =>
      JSON.stringify({
        id,
        messages: [
          { role: 'user', content: 'hi' },
          { role: 'assistant', content: 'x' },
        ],
      });
    const md = join(home, 'm.md');
    const { code, out } = await replay([
      file(`${convo('a')}\n${convo('a')}\n`, 'c.ndjson'),
      '--max-credits',
      '1',
      '--concurrency',
      '1',
      '--json',
      '--md',
      md,
    ]);
    expect([code, JSON.parse(out)]).toEqual([
      6,
      expect.objectContaining({ ok: false, lines: [expect.objectContaining({ id: 'a#1' })] }),
    ]);
    expect(readFileSync(md, 'utf8')).toContain('a#1');
  });

  test('a draft that begins with a space comes back with ↑, and one refused by the cap stays in the line', async () => {
    const { api, home } = await setup();
    const at = onScreen(['chat', '--max-credits', '1'], { env: api.env, home });
    await at.until('›');
    at.type(' kept to myself');
    await at.until('kept to myself');
    at.type(ctrl('C'));
    await at.until('draft kept');
    at.type('\u001b[A');
    await at.until('kept to myself', 2);
    at.type('\r');
    await at.until('· ≈', 1);
    at.type('one too many\r');
    await at.until('--max-credits 1 would be exceeded');
    await at.until('› one too many', 2);
    at.type(ctrl('C'));
    at.type(ctrl('D'));
    await at.exit;
    expect(readFileSync(join(home, '.local/state/cbase/chat-history.jsonl'), 'utf8')).not.toContain(
      'kept to myself',
    );
  });
});

test('C-121 a full disk stops further calls', async () => {
  const { api } = await setup();
  const cwd = workdir();
  file(Array.from({ length: 30 }, (_, i) => `prompt ${i} ${'x'.repeat(200)}\n`).join(''), 'p.txt', cwd);
  const { code, err } = await shell('ulimit -f 2; cbase batch p.txt --out o.jsonl --yes --concurrency 2', {
    env: api.env,
    cwd,
  });
  expect([code, err]).toEqual([74, expect.stringContaining('file too large')]);
  expect(api.seen('POST /chat').length).toBeLessThan(12);
  expect(existsSync(join(cwd, 'o.jsonl.lock'))).toBe(false);
  expect(statSync(join(cwd, 'o.jsonl')).size).toBeGreaterThan(0);
});
