import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { setup } from '../../support/chat.js';
import { run } from '../../support/io.js';
import { says } from '../../support/replies.js';
import { onScreen } from '../../support/screen.js';
import { file } from '../../support/workdir.js';

describe('test', () => {
  const tests = (text: string) => file(text, 'tests.yaml');
  const one = (expectation: string, more = '') =>
    tests(`tests:\n  - name: t\n${more}    turns: [{ user: go, expect: [${expectation}] }]\n`);

  test.each([
    ['{ equals: Hello there }', 'Hello there\n', true],
    ['{ equals: Hello }', 'Hello there', false],
    ['{ contains: there }', 'Hello there', true],
    ['{ contains: There }', 'Hello there', false],
    ['{ icontains: There }', 'Hello there', true],
    ['{ not_contains: there }', 'Hello there', false],
    ['{ not_icontains: THERE }', 'Hello there', false],
    ['{ any_of: [nope, HELLO] }', 'Hello there', true],
    ['{ any_of: [nope, { max_chars: 3 }] }', 'Hello there', false],
    ['{ all_of: [hello, { contains: there }] }', 'Hello there', true],
    ['{ regex: "^H.l+o" }', 'Hello there', true],
    ['{ not_regex: "t.e" }', 'Hello there', false],
    ['{ starts_with: Hel }', '  Hello', true],
    ['{ min_chars: 6 }', '12345', false],
    ['{ max_chars: 5 }', '12345', true],
    ['{ max_chars: 1 }', '👍', true],
    ['{ is_json: true }', '{"a":1}', true],
    ['{ json_path: { path: "a.b[0]", equals: 2 } }', '{"a":{"b":[2]}}', true],
    ['{ json_path: { path: a, equals: { x: 1, y: 2 } } }', '{"a":{"y":2,"x":1}}', true],
    ['{ json_path: { path: a, equals: { x: 1 } } }', '{"a":{"x":"1"}}', false],
    ['{ json_path: { path: a, equals: 9007199254740993 } }', '{"a":9007199254740993}', true],
    ['{ json_path: { path: a, equals: 9007199254740993 } }', '{"a":9007199254740992}', false],
    ['{ equals: 1.50 }', '1.50', true],
    ['{ json_path: a.c }', '{"a":{"b":[2]}}', false],
    ['{ links_only: [example.com] }', 'see https://docs.example.com/x.', true],
    ['{ links_only: [example.com] }', 'see https://notexample.com/x', false],
    ['{ links_only: [bücher.example] }', 'see https://xn--bcher-kva.example/a', true],
    ['{ links_only: [xn--bcher-kva.example] }', 'see https://shop.bücher.example/a', true],
    ['{ no_links: true }', 'see http://a.b', false],
    ['{ status: complete }', 'Hello', true],
    ['{ first_byte_ms: 20000 }', 'Hello', true],
    ['{ total_ms: 0 }', 'Hello', true],
    ['{ similar: { to: the shop is open today, at_least: 0.8 } }', 'The shop is open, today!', true],
    ['{ similar: the shop is open today }', 'Something else at all', false],
    ['{ same_as: Hello }', 'Hello', true],
    ['{ same_as: Hello }', 'Hello!', false],
  ])('C-131 %s of %j: %s', async (expectation, body, isMet) => {
    const { api, runTests } = await setup();
    api.next('POST /chat', says(body));
    const { code, out } = await runTests([one(expectation), '-q']);
    expect([code, out.startsWith(isMet ? 'pass' : 'fail')], out).toEqual([isMet ? 0 : 3, true]);
  });

  test.each([
    ['tests: [', /tests\.yaml:1:\d+: /],
    [
      'tests:\n  - name: t\n    turns:\n      - user: a\n        expect: { contans: b }\n',
      /tests\.yaml:5:19: there is no assertion "contans"; did you mean "contains"\?/,
    ],
    [
      'tests:\n  - name: t\n    turn: []\n',
      /tests\.yaml:3:5: "turn" is not a known field; did you mean "turns"\?/,
    ],
    [
      'tests:\n  - name: t\n    turns: [{ user: a, expect: [{ regex: "(" }] }]\n',
      /tests\.yaml:3:35: regex is invalid/,
    ],
    ['tests: []\n', /the file contains no tests/],
    [
      'defaults: { repeat: many }\ntests:\n  - turns: [{ user: a }]\n',
      /tests\.yaml:1:13: "repeat" must be a number from 1 to 100/,
    ],
    ['[]', /the file has no "tests:"/],
  ])('C-133 an invalid file exits 2, with line and column: %j', async (text, words) => {
    const { api, runTests } = await setup();
    const { code, err } = await runTests([tests(text)]);
    expect([code, err, api.log.all()]).toEqual([2, expect.stringMatching(words), []]);
  });

  test('C-130 turns carry the real answers on, tests start over unless they share, and `after` sees all', async () => {
    const { api, calls, runTests } = await setup();
    for (const body of ['first', 'second', 'third']) api.next('POST /chat', says(body));
    const path = tests(`tests:
  - name: a
    session: shared
    turns: [{ user: one }, { user: two }]
    after: [{ contains: "first\\n\\nsecond" }, { max_credits: 2 }]
  - name: b
    session: shared
    turns: [{ user: three }]
  - name: c
    turns: [{ user: four }]
`);
    expect((await runTests([path, '--concurrency', '1'])).code).toBe(0);
    expect(
      calls().map(({ messages }) => (messages as { content: string }[]).map(({ content }) => content)),
    ).toEqual([['one'], ['one', 'first', 'two'], ['one', 'first', 'two', 'second', 'three'], ['four']]);
  });

  test('C-132 a pass rate applies to a test, and a missing answer is not a failure', async () => {
    const { api, runTests } = await setup();
    for (const body of ['yes', 'no', 'yes']) api.next('POST /chat', says(body));
    const rate = (share: number) => one('{ contains: yes }', `    repeat: 3\n    pass_rate: ${share}\n`);
    expect((await runTests([rate(0.6), '--concurrency', '1'])).code).toBe(0);
    for (const body of ['yes', 'no', 'yes']) api.next('POST /chat', says(body));
    expect((await runTests([rate(0.7), '--concurrency', '1'])).out).toContain('fail  2/3  t');
    api.next('POST /chat', says('yes and more', { cutAfter: 4, framing: 'chunked' }));
    expect(await runTests([one('{ contains: yes }')])).toMatchObject({
      code: 75,
      out: expect.stringMatching(/^error {2}t/),
    });
    api.next('POST /chat', { status: 500, body: { message: 'oops' } });
    api.next('POST /chat', says('yes'));
    expect((await runTests([one('{ contains: yes }'), '--retry-errors'])).code).toBe(0);
    api.next('POST /chat', { status: 401, body: { message: 'Unauthorized access' }, times: 0 });
    expect((await runTests([rate(0.6)])).code).toBe(4);
  });

  test('C-133 reports show question, answer, assertion and the command to ask again', async () => {
    const { api, home, runTests } = await setup();
    api.next('POST /chat', says('a <b> & "c" @everyone'));
    const path = one('{ contains: "no | way" }', '    temperature: 0\n');
    const [junit, md] = [join(home, 'j.xml'), join(home, 'm.md')];
    const { code, out } = await runTests([path, '--junit', junit, '--md', md, '--json']);
    const again = 'cbase chat --bot b1 --temperature 0 -m go';
    expect([code, JSON.parse(out)]).toEqual([
      3,
      expect.objectContaining({
        ok: false,
        summary: expect.objectContaining({ tests: 1, failed: 1 }),
        tests: [expect.objectContaining({ again, line: 2 })],
      }),
    ]);
    expect(readFileSync(junit, 'utf8')).toContain('<testsuite name="chat ');
    expect(readFileSync(junit, 'utf8')).toContain('a &lt;b&gt; &amp; &quot;c&quot; @everyone');
    expect(readFileSync(md, 'utf8')).toContain(`again: ${again}`);
    expect(readFileSync(md, 'utf8')).toContain('| ❌ | t | 0/1 |');
  });

  test('C-134 --update shows what changed and writes it in place; the rest of the file is unchanged', async () => {
    const { api, runTests } = await setup();
    api.next('POST /chat', says('new words here'));
    const path = tests(
      '# kept\ntests:\n  - name: t # mine\n    turns:\n      - user: go\n        expect: [{ same_as: old words here }, { max_chars: 99 }]\n',
    );
    const { code, err } = await runTests([path, '--update']);
    expect([code, err]).toEqual([0, expect.stringContaining('[-old-]{+new+} words here')]);
    expect(readFileSync(path, 'utf8')).toMatch(
      /# kept[\s\S]*# mine[\s\S]*same_as: new words here[\s\S]*max_chars: 99/,
    );
  });

  test('an answer that has nothing in common with its baseline has no word diff; both are shown', async () => {
    const { api, runTests } = await setup();
    for (let i = 0; i < 2; i++) api.next('POST /chat', says('Completely other text'));
    const path = one('{ same_as: We open at eight }');
    const { out } = await runTests([path]);
    expect(out).toContain('got:   Completely other text');
    expect(out).toContain('want:  same_as: We open at eight (it changed; 0% of the words are the same)');
    expect(out).not.toMatch(/diff:|\[-/);
    const { err } = await runTests([path, '--update']);
    expect(err).toMatch(/t\n +then: {2}We open at eight\n +now: {3}Completely other text\n/);
  });

  test.each([
    [{}, /open \u001b\[31m\u001b\[9mat\u001b\[29m\u001b\[39m\u001b\[32mbefore\u001b\[39m eight/],
    [{ NO_COLOR: '1' }, /open \[-at-\]\{\+before\+\} eight/],
  ])('on a terminal with %j, results are printed once, with the changed words', async (env, diff) => {
    const { api } = await setup();
    api.next('POST /chat', says('We open before eight'));
    const at = onScreen(['tests', 'run', one('{ same_as: We open at eight }')], {
      env: { ...api.env, ...env },
    });
    expect(await at.exit).toBe(3);
    expect((await at.seen()).match(/^fail/gm)).toHaveLength(1);
    expect(at.raw()).toMatch(diff);
  });

  test('C-131 a judge is another bot; without one the assertion is skipped, with a warning', async () => {
    const { api, calls, runTests } = await setup();
    const path = one('{ judge: it is polite }');
    expect(await runTests([path])).toMatchObject({
      code: 75,
      err: expect.stringContaining('1 assertion skipped (no --judge given)'),
    });
    api.next('POST /chat', says('Hello'));
    api.next('POST /chat', says('FAIL: too short'));
    expect(await runTests([path, '--judge', 'b2'])).toMatchObject({
      code: 3,
      out: expect.stringContaining('the judge: too short'),
    });
    expect(calls().at(-1)).toMatchObject({ chatbotId: 'b2', temperature: 0 });
    api.next('POST /chat', says('Hello'));
    api.next('POST /chat', says('Well, it depends'));
    expect((await runTests([path, '--judge', 'b2'])).out).toContain('said neither PASS nor FAIL');
  });

  test.each(['--junit', '--md', '--html'])(
    '%s of what is no file is refused before anything is asked, without advice for another flag',
    async (flag) => {
      const { calls, runTests } = await setup();
      const { code, err } = await runTests([one('{ contains: x }'), flag, '/dev/full']);
      expect([code, calls()]).toEqual([2, []]);
      expect(err).toBe(
        'cbase: /dev/full is not a regular file and cannot be replaced. Choose another file.\n',
      );
    },
  );

  test('C-134 tests from-session makes a file that passes', async () => {
    const { api, chat, home, runTests } = await setup();
    await chat(['When are you open?']);
    const out = join(home, 't.yaml');
    await run(['tests', 'from-session', '--out', out], { env: api.env, home });
    expect((await runTests([out])).code).toBe(0);
  });
});
