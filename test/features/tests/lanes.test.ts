import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { setup } from '../../support/chat.js';
import { startCli } from '../../support/cli.js';
import { run } from '../../support/io.js';
import { onScreen } from '../../support/screen.js';
import { file, workdir } from '../../support/workdir.js';

const twoTests = `tests:
  - name: opening <hours>
    repeat: 2
    turns: [{ user: When are you open?, expect: [{ icontains: open }] }]
  - name: nonsense
    turns: [{ user: When are you open?, expect: [{ contains: '<script>alert(1)</script>' }] }]
`;

const lanes = ['--lane', 'model=gpt-4o', '--lane', 'bot=Sales,temperature=0.3,label=<new>'];

const testFile = (text = twoTests) => file(text, 'tests.yaml');

describe('tests over lanes', () => {
  test('each lane asks its own bot, model and temperature, and overrides the file', async () => {
    const { runTests, calls } = await setup();
    const defaults = `defaults: { model: gpt-4o-mini, temperature: 0.9 }\n`;
    const { code } = await runTests([testFile(defaults + twoTests), ...lanes, '--yes']);
    expect(code).toBe(3);
    const settings = calls().map((call) => [call.chatbotId, call.model, call.temperature].join(' '));
    expect(settings.sort()).toEqual([
      ...['b1 gpt-4o 0.9', 'b1 gpt-4o 0.9', 'b1 gpt-4o 0.9'],
      ...['b2 gpt-4o-mini 0.3', 'b2 gpt-4o-mini 0.3', 'b2 gpt-4o-mini 0.3'],
    ]);
  });

  test('a matrix of tests and lanes, with the totals of each lane', async () => {
    const { runTests } = await setup();
    const { code, out, err } = await runTests([testFile(), ...lanes]);
    expect(code).toBe(3);
    expect(out).toContain('— A: gpt-4o —\nfail   nonsense\n');
    expect(out).toContain(`
test             A: gpt-4o  B: <new>
opening <hours>  pass 2/2   fail 0/2
nonsense         fail       fail
`);
    expect(out).toMatch(/\nlane {2}label {3}passed {15}credits {2}median time\n/);
    expect(out).toMatch(/\nA {5}gpt-4o {2}1 of 2, 67% of runs {6}≈ 3 +\d+ ms\n/);
    expect(out).toMatch(/\nB {5}<new> {3}0 of 2 \(0%\) {14}≈ 3 +\d+ ms\n/);
    expect(err).toContain('1 of 4 tests passed, 3 failed; 6 replies, ≈ 6 credits, in 2 lanes');
  });

  test.each([
    [80, /A +B +C +D +E +F$/],
    [120, /A: variant-a +B: variant-b .*F: variant-f$/],
  ])('fits %i columns with six lanes', async (columns, head) => {
    const { api, home } = await setup();
    const long = `tests:\n  - name: ${'a long name of a test '.repeat(5)}\n    turns: [{ user: Hi there, expect: [{ min_chars: 1 }] }]\n`;
    const six = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((name) => [
      '--lane',
      `model=model-${name},label=variant-${name}`,
    ]);
    const at = onScreen(['tests', 'run', testFile(long), ...six, '--yes'], { env: api.env, home, columns });
    expect(await at.exit).toBe(0);
    const lines = (await at.seen()).split('\n').map((line) => line.trimEnd());
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
    expect(lines.find((line) => line.startsWith('test '))).toMatch(head);
    expect(lines.find((line) => line.startsWith('a long name'))).toMatch(/…( +pass){6}$/);
  });

  test('--json has every lane with its figures and tests', async () => {
    const { runTests } = await setup();
    const { code, out } = await runTests([testFile(), ...lanes, '--json']);
    const document = JSON.parse(out);
    expect([code, document.ok, document.summary]).toMatchObject([
      3,
      false,
      { tests: 4, passed: 1, failed: 3 },
    ]);
    expect(document.lanes).toMatchObject([
      {
        ...{ lane: 'A', label: 'gpt-4o', bot: { id: 'b1' }, model: 'gpt-4o', temperature: null },
        summary: { tests: 2, passed: 1, failed: 1, runs: 3, passed_runs: 2, pass_rate: 0.67, credits: 3 },
        tests: [{ name: 'opening <hours>', status: 'pass', passed: 2 }, { status: 'fail' }],
      },
      { lane: 'B', label: '<new>', bot: { id: 'b2' }, model: null, temperature: 0.3 },
    ]);
    expect(typeof document.lanes[0].summary.median_ms).toBe('number');
  });

  test('JUnit has a suite per lane, Markdown a table', async () => {
    const { runTests } = await setup();
    const home = workdir();
    const [junit, md] = [join(home, 'j.xml'), join(home, 'm.md')];
    const path = testFile();
    await runTests([path, ...lanes, '--junit', junit, '--md', md]);
    const suites = [...readFileSync(junit, 'utf8').matchAll(/<testsuite (name=.*)>/g)].map(
      ([, head]) => head,
    );
    expect(suites).toEqual([
      `name="chat ${path} [A: gpt-4o]" tests="2" failures="1" errors="0"`,
      `name="chat ${path} [B: &lt;new&gt;]" tests="2" failures="2" errors="0"`,
    ]);
    const text = readFileSync(md, 'utf8');
    expect(text).toContain('| Test | A: gpt-4o | B: &lt;new&gt; |');
    expect(text).toContain('| opening &lt;hours&gt; | ✅ pass 2/2 | ❌ fail 0/2 |');
    expect(text).toContain('<summary>nonsense (B: &lt;new&gt;)</summary>');
  });

  test.each([
    ['with lanes', lanes, 'A: gpt-4o'],
    ['without', [], 'Support'],
  ])('--html writes one page without scripts or requests, escaped: %s', async (_, flags, column) => {
    const { api, runTests } = await setup();
    const page = join(workdir(), 'results.html');
    api.next('POST /chat', {
      body: '<img src=x onerror=alert(2)>',
      headers: { 'content-type': 'text/plain' },
    });
    expect((await runTests([testFile(), ...flags, '--html', page])).code).toBe(3);
    const html = readFileSync(page, 'utf8');
    expect(html).toContain(`<th scope="col">${column}</th>`);
    expect(html).toContain('opening &lt;hours&gt;');
    expect(html).toContain('&lt;img src=x onerror=alert(2)&gt;');
    expect(html).not.toMatch(/<script|<img|https?:\/\//);
    expect(html).toContain("default-src 'none'");
    for (const [, id] of html.matchAll(/href="#([^"]+)"/g)) expect(html).toContain(`id="${id}"`);
  });

  test('all lanes share the limit of concurrent calls and the credit cap', async () => {
    const { runTests, calls } = await setup();
    const capped = await runTests([testFile(), ...lanes, '--max-credits', '4', '--json']);
    expect([capped.code, calls().length]).toEqual([6, 4]);
    const estimate = await runTests([testFile(), ...lanes, '--dry-run', '--json']);
    expect(JSON.parse(estimate.out)).toMatchObject({ replies: 6, credits: 6 });
  });

  test.each([
    [['--lane', 'modle=gpt-4o', '--lane', 'model=x'], 2, 'Did you mean model=…?'],
    [['--lane', 'model=gpt-4o'], 2, 'There is only one lane'],
    [['--lane', 'bot=Suport', '--lane', 'model=x'], 5, 'Did you mean "Support"?'],
    [['--lane', 'temp=2', '--lane', 'model=x'], 2, 'not a number from 0 to 1'],
    [[...lanes, '--update'], 2, 'a baseline is the answer of one bot and model'],
    [[...lanes, '--html', 'x.pdf'], 2, 'Name the file .html or .htm'],
  ])('%j is refused before anything is asked', async (flags, code, words) => {
    const { runTests, calls } = await setup();
    const { code: ended, err } = await runTests([testFile(), ...flags]);
    expect([ended, err, calls()]).toEqual([code, expect.stringContaining(words), []]);
  });

  test('a shared conversation is shared within its lane only', async () => {
    const { runTests, calls } = await setup();
    const shared = `defaults: { session: shared }
tests:
  - turns: [{ user: When are you open?, expect: [{ min_chars: 1 }] }]
  - turns: [{ user: And returns?, expect: [{ min_chars: 1 }] }]
`;
    await runTests([testFile(shared), '--lane', 'model=a', '--lane', 'model=b', '--concurrency', '1']);
    const second = calls().filter(({ messages }) => (messages as unknown[]).length === 3);
    expect(second.map(({ model }) => model)).toEqual(['a', 'b']);
  });

  test('errors are retried in their lane', async () => {
    const { api, runTests, calls } = await setup();
    api.next('POST /chat', { status: 500, times: 1 });
    const one = 'tests:\n  - turns: [{ user: Hi there, expect: [{ min_chars: 1 }] }]\n';
    const flags = [
      '--lane',
      'model=a',
      '--lane',
      'model=b',
      '--concurrency',
      '1',
      '--retry-errors',
      '--no-retry',
    ];
    expect((await runTests([testFile(one), ...flags])).code).toBe(0);
    expect(calls().map(({ model }) => model)).toEqual(['a', 'b', 'a']);
  });

  test('Ctrl-C keeps what is complete, and shows the rest as not run', async () => {
    const { api } = await setup({ latencyMs: 150 });
    const many = Array.from(
      { length: 12 },
      (_, i) => `  - { name: t${i}, turns: [{ user: "q ${i}", expect: [{ min_chars: 1 }] }] }`,
    );
    const [home, page] = [workdir(), join(workdir(), 'results.html')];
    const path = testFile(`tests:\n${many.join('\n')}\n`);
    const flags = ['--lane', 'model=a', '--lane', 'model=b', '--html', page, '--yes'];
    const running = startCli(['tests', 'run', path, ...flags], { env: { ...api.env, HOME: home } });
    while (api.seen('POST /chat').length < 6) await new Promise((resolve) => setTimeout(resolve, 20));
    running.kill('SIGINT');
    const { exitCode, stdout } = await running;
    expect([exitCode, String(stdout)]).toEqual([130, expect.stringMatching(/\nt0 +pass +pass\n/)]);
    expect(String(stdout)).toMatch(/\nt11 +– +–\n/);
    expect(readFileSync(page, 'utf8')).toContain('class="cell none"');
  });
});

test('what repeats a test of several turns names the model and the temperature it had', async () => {
  const { runTests } = await setup();
  const two = `tests:
  - name: two
    turns: [{ user: Hi there, expect: [{ equals: x }] }, { user: And now, expect: [{ equals: x }] }]
`;
  const path = testFile(two);
  const { out } = await runTests([path, '--model', 'gpt-4o', '--temperature', '0.4']);
  expect(out).toContain(`cbase tests run ${path} --bot b1 --model gpt-4o --temperature 0.4 --only two`);
});

test('lanes of a dry run need no consent', async () => {
  const { api, home } = await setup();
  const dear = ['--lane', 'model=gpt-4', '--lane', 'model=gpt-4-turbo'];
  expect((await run(['tests', 'run', testFile(), ...dear], { env: api.env, home })).code).toBe(2);
  expect((await run(['tests', 'run', testFile(), ...dear, '--dry-run'], { env: api.env, home })).code).toBe(
    0,
  );
});
