import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { setup } from '../../support/chat.js';
import { jsonLines } from '../../support/json-lines.js';
import { file } from '../../support/workdir.js';

describe('replay', () => {
  const convo = (id: string, ...texts: readonly string[]) =>
    JSON.stringify({
      id,
      messages: texts.map((content, i) => ({ role: i % 2 === 0 ? 'assistant' : 'user', content })),
    });

  test('sends each customer message with its history; reports show what is the same and what changed', async () => {
    const { calls, home, replay } = await setup();
    const path = file(
      `${convo('c1', 'Hi!', 'When are you open?', 'We are open from 8 to 18.', 'Are returns possible?', 'No.')}\n`,
      'c.ndjson',
    );
    const [junit, md] = [join(home, 'j.xml'), join(home, 'm.md')];
    const { code, out, err } = await replay([path, '--junit', junit, '--md', md, '--concurrency', '1']);
    expect([code, out, err]).toEqual([
      3,
      expect.stringMatching(
        /same +c1#1\nchanged +c1#2 .*\n +asked: Are returns possible\?\n +then: +No\.\n +now: +Returns are possible/,
      ),
      expect.stringContaining('2 questions asked again: 1 the same, 1 changed'),
    ]);
    expect(
      calls().map(({ messages }) => (messages as { content: string }[]).map(({ content }) => content)),
    ).toEqual([
      ['Hi!', 'When are you open?'],
      ['Hi!', 'When are you open?', 'We are open from 8 to 18.', 'Are returns possible?'],
    ]);
    expect(calls().every((call) => !('conversationId' in call))).toBe(true);
    expect(readFileSync(junit, 'utf8')).toContain('tests="2" failures="1" errors="0"');
    expect(readFileSync(md, 'utf8')).toContain('| changed |');
    expect((await replay([path, '--at-least', '0'])).code).toBe(0);
  });

  test.each([
    ['No, never again.', false],
    ['Returns are possible within 14 days.', true],
  ])('%j has a word diff only if it resembles the new answer: %s', async (before, isDiff) => {
    const { replay } = await setup();
    const path = file(`${convo('c1', 'Hi!', 'Are returns possible?', before)}\n`, 'c.ndjson');
    const plain = await replay([path]);
    expect(plain.out.includes('[-14-]{+30+}')).toBe(isDiff);
    expect(plain.out).toContain(`then:  ${before}`);
    const colored = await replay([path], { tty: true });
    expect(colored.out.includes('\u001b[31m\u001b[9m14\u001b[29m\u001b[39m\u001b[32m30\u001b[39m')).toBe(
      isDiff,
    );
    expect(colored.out.match(/changed/g)).toHaveLength(1);
  });

  test('can be resumed and capped, and fetches the conversations itself with --since', async () => {
    const { api, home, replay, calls } = await setup();
    const now = Date.now();
    await api.visited(
      'conversations',
      [1, 2, 3].map((n) => ({
        id: `c${n}`,
        created_at: new Date(now - n * 60_000).toISOString(),
        messages: [
          { role: 'user', content: 'When are you open?' },
          { role: 'assistant', content: 'We are open from 8 to 18.' },
        ],
      })),
    );
    const out = join(home, 'r.jsonl');
    const argv = ['--since', '7d', '--out', out];
    expect((await replay([...argv, '--max-credits', '2'], { nowMs: now })).code).toBe(6);
    expect((await replay([...argv, '--resume', '--json'], { nowMs: now })).code).toBe(0);
    expect([
      calls().length,
      jsonLines(readFileSync(out, 'utf8')).map(({ id, verdict }) => [id, verdict]),
    ]).toEqual([
      3,
      expect.arrayContaining([
        ['c1#1', 'same'],
        ['c2#1', 'same'],
        ['c3#1', 'same'],
      ]),
    ]);
  });

  test.each([
    ['not json', 'line 1 is not JSON'],
    ['{"id":"x"}', 'contains no conversations with messages'],
    [
      JSON.stringify({ id: 'x', messages: [{ role: 'user', content: 'hi' }] }),
      'No conversation contains an answered question',
    ],
  ])('%j is refused before a call', async (text, words) => {
    const { calls, replay } = await setup();
    const { code, err } = await replay([file(text, 'c.ndjson')]);
    expect([code === 0, err, calls()]).toEqual([false, expect.stringContaining(words), []]);
  });
});
