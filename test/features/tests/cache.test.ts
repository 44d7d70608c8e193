import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openAnswerFiles } from '../../../src/chat/tests/answer-files.js';
import { setup } from '../../support/chat.js';
import { cli } from '../../support/cli.js';
import { run } from '../../support/io.js';
import { file, workdir } from '../../support/workdir.js';

const twoTests = `tests:
  - { name: hours, repeat: 2, turns: [{ user: When are you open?, expect: [{ min_chars: 1 }] }] }
  - name: returns
    turns:
      - { user: Can I return it?, expect: [{ min_chars: 1 }] }
      - { user: And then?, expect: [{ min_chars: 1 }] }
`;

async function cached(text = twoTests) {
  const made = await setup();
  const path = file(text, 'tests.yaml');
  const ask = (...flags: readonly string[]) => made.runTests([path, '--cache', ...flags]);
  const asked = () => made.calls().length;
  const directory = join(made.home, '.local/state/cbase/answers/usual');
  const entries = () => readdirSync(directory).map((name) => join(directory, name));
  return { ...made, path, ask, asked, directory, entries };
}

describe('the cache of answers', () => {
  test('a rerun asks nothing, costs nothing, and says so', async () => {
    const { ask, asked } = await cached();
    const first = await ask();
    expect([first.code, asked()]).toEqual([0, 4]);
    expect(first.err).toContain('4 asked, 0 from the cache, saved ≈ 0 credits');
    const again = await ask();
    expect([again.code, again.out, asked()]).toEqual([0, first.out, 4]);
    expect(again.err).toContain('0 asked, 4 from the cache (the oldest just now), saved ≈ 4 credits');
    expect(again.err).toContain('About to send 0 messages');
    expect(again.err).toContain('0 replies, ≈ 0 credits');
  });

  test('a duration is not the name of a cache', async () => {
    const { ask, asked, runTests, path } = await cached();
    const { code, err } = await runTests([path, '--cache', '1h']);
    expect([code, err, asked()]).toEqual([
      2,
      expect.stringContaining(
        '--cache 1h is a duration, not the name of a cache. Write --cache --max-age 1h',
      ),
      0,
    ]);
    expect((await ask()).code).toBe(0);
  });

  test('without --cache, or with --no-cache, every question is asked', async () => {
    const { ask, asked, runTests, path } = await cached();
    await ask();
    await runTests([path]);
    await ask('--no-cache');
    expect(asked()).toBe(12);
  });

  test('--json says what came from the cache, and when it was asked for', async () => {
    const { ask } = await cached();
    await ask();
    const { cache, tests } = JSON.parse((await ask('--json')).out);
    expect(cache).toEqual({ asked: 0, cached: 4, saved_credits: 4, oldest_at: '2027-01-15T08:00:00.000Z' });
    expect(tests[1].runs[0].turns[1].cached_at).toBe('2027-01-15T08:00:00.000Z');
  });

  test('only what changed is asked: another question, and what follows it', async () => {
    const { ask, asked, runTests, messages } = await cached();
    await ask();
    const changed = file(twoTests.replace('And then?', 'And later?'), 'tests.yaml');
    expect((await runTests([changed, '--cache'])).err).toContain('1 asked, 3 from the cache');
    expect([asked(), messages(4).at(-1)?.content]).toEqual([5, 'And later?']);
  });

  test.each([
    ['another model', ['--model', 'gpt-4o']],
    ['another temperature', ['--temperature', '0.4']],
    ['another contact', ['--contact', 'c9']],
    ['another bot', ['--bot', 'b2']],
    ['another cache', ['--cache=other']],
  ])('%s asks anew', async (_, flags) => {
    const { ask, asked } = await cached();
    await ask();
    await ask(...flags);
    expect(asked()).toBe(8);
  });

  test.each([
    ['training', ['bots', 'train', 'b1', '--same-text', '--yes']],
    ['new instructions', ['bots', 'update', 'b1', '--instructions', 'Be brief.']],
    ['another model of the bot', ['bots', 'update', 'b1', '--model', 'gpt-4o']],
  ])('after %s, everything is asked anew', async (_, change) => {
    const { api, ask, asked, home } = await cached();
    await ask();
    // Training is dated to the second.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await run(change, { env: api.env, home })).code).toBe(0);
    await ask();
    expect(asked()).toBe(8);
  });

  test('a setting that decides no answer does not', async () => {
    const { api, ask, asked, home } = await cached();
    await ask();
    await run(['bots', 'update', 'b1', '--theme', 'dark'], { env: api.env, home });
    await ask();
    expect(asked()).toBe(4);
  });

  test('answers are for their owner alone', async () => {
    const { ask, directory, entries } = await cached();
    await ask();
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(entries().map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o600, 0o600, 0o600]);
  });

  test.each([
    ['cut off', { status: 200, cutAfterBytes: 3 }],
    ['refused', { status: 500 }],
  ])('an answer that was %s is not kept', async (_, fault) => {
    const { api, ask, entries } = await cached(
      'tests:\n  - turns: [{ user: Hi there, expect: [{ min_chars: 1 }] }]\n',
    );
    api.next('POST /chat', { ...fault, times: 5 });
    expect((await ask('--no-retry')).code).not.toBe(0);
    expect(entries()).toEqual([]);
  });

  test('--max-age asks what is older anew', async () => {
    const { api, home, path, asked } = await cached();
    const at = (nowMs: number, ...flags: readonly string[]) =>
      run(['tests', 'run', path, '--cache', ...flags], { env: api.env, home, nowMs });
    const start = 1_800_000_000_000;
    const hour = 3_600_000;
    await at(start);
    const used = await at(start + 3 * hour, '--max-age', '4h');
    expect([asked(), used.err]).toEqual([4, expect.stringContaining('(the oldest 3 h ago)')]);
    await at(start + 5 * hour, '--max-age', '4h');
    expect(asked()).toBe(8);
    // The new answers replaced the old ones.
    await at(start + 6 * hour, '--max-age', '4h');
    expect(asked()).toBe(8);
  });

  test('a test that measures time asks anew, and only that one', async () => {
    const timed = `tests:
  - { name: a, turns: [{ user: When are you open?, expect: [{ any_of: [nothing, { total_ms: 60000 }] }] }] }
  - { name: b, turns: [{ user: Can I return it?, expect: [{ min_chars: 1 }] }] }
`;
    const { ask, asked } = await cached(timed);
    await ask();
    expect((await ask()).err).toContain('1 asked, 1 from the cache');
    expect(asked()).toBe(3);
  });

  test('the same question of two tests is asked once, also at the same time', async () => {
    const twice = `tests:
  - { name: a, turns: [{ user: When are you open?, expect: [{ min_chars: 1 }] }] }
  - { name: b, turns: [{ user: When are you open?, expect: [{ max_chars: 900 }] }] }
`;
    const { ask, asked } = await cached(twice);
    expect((await ask('--concurrency', '4')).err).toContain('1 asked, 1 from the cache');
    expect(asked()).toBe(1);
  });

  test('the grades of a judge come from the cache, too', async () => {
    const judged = 'tests:\n  - turns: [{ user: Hi there, expect: [{ judge: it is polite }] }]\n';
    const { api, ask, asked } = await cached(judged);
    api.next('POST /chat', { body: 'Hello.', headers: { 'content-type': 'text/plain' } });
    api.next('POST /chat', { body: 'PASS it is', headers: { 'content-type': 'text/plain' } });
    expect((await ask('--judge', 'b2')).code).toBe(0);
    expect((await ask('--judge', 'b2')).code).toBe(0);
    expect(asked()).toBe(2);
  });

  test('with lanes, each lane has its own answers', async () => {
    const { ask, asked } = await cached();
    const lanes = ['--lane', 'model=gpt-4o', '--lane', 'model=gpt-4o-mini'];
    await ask(...lanes);
    expect(asked()).toBe(8);
    await ask('--model', 'gpt-4o');
    expect((await ask(...lanes, '--lane', 'model=gpt-4.1')).err).toContain('4 asked, 8 from the cache');
  });

  test('a dry run estimates what is left to ask, and a full cache needs no consent', async () => {
    const dear = twoTests.replace('tests:', 'defaults: { model: gpt-4 }\ntests:');
    const { ask, asked } = await cached(dear);
    expect(JSON.parse((await ask('--dry-run', '--json')).out)).toMatchObject({ replies: 4, credits: 80 });
    expect([(await ask()).code, asked()]).toEqual([2, 0]);
    await ask('--yes');
    expect(JSON.parse((await ask('--dry-run', '--json')).out)).toMatchObject({ replies: 0, credits: 0 });
    expect([(await ask()).code, asked()]).toEqual([0, 4]);
  });
});

describe('a broken cache', () => {
  test('damaged answers are asked again and replaced, with one warning', async () => {
    const { ask, asked, entries } = await cached();
    await ask();
    const [cut = '', changed = '', empty = ''] = entries();
    writeFileSync(cut, readFileSync(cut, 'utf8').slice(0, 40));
    writeFileSync(changed, readFileSync(changed, 'utf8').replace(/"text":"/, '"text":"not '));
    writeFileSync(empty, '');
    const { code, err } = await ask('--concurrency', '1');
    expect([code, asked()]).toEqual([0, 7]);
    expect(err.match(/is damaged or no cached answer; asking again/g)).toHaveLength(1);
    expect((await ask()).err).toContain('0 asked, 4 from the cache');
  });

  test('an answer under the name of another is not used', async () => {
    const { ask, asked, entries } = await cached();
    await ask();
    const [one = '', other = ''] = entries();
    writeFileSync(one, readFileSync(other));
    await ask();
    expect(asked()).toBe(5);
  });

  test('files of others in a directory are left alone, with a warning', async () => {
    const { runTests, path } = await cached();
    const directory = workdir();
    file('mine', 'notes.txt', directory);
    const { code, err } = await runTests([path, `--cache=${directory}`]);
    expect([code, err]).toEqual([0, expect.stringContaining('1 file in ')]);
    expect(readFileSync(join(directory, 'notes.txt'), 'utf8')).toBe('mine');
    expect(readdirSync(directory)).toHaveLength(5);
  });

  test.each([
    ['tests.yaml', 'put --cache behind the file: cbase tests run tests.yaml --cache'],
    ['a b', 'is not the name of a cache'],
    ['./taken', 'it cannot hold cached answers'],
  ])('--cache=%s is refused before anything is asked', async (name, words) => {
    const { runTests, path, calls } = await cached();
    const taken = file('', 'taken');
    const { code, err } = await runTests([path, `--cache=${name === './taken' ? taken : name}`]);
    expect([code, err, calls()]).toEqual([2, expect.stringContaining(words), []]);
  });

  test('--max-age without --cache is refused', async () => {
    const { runTests, path } = await cached();
    const { code, err } = await runTests([path, '--max-age', '1h']);
    expect([code, err]).toEqual([2, expect.stringContaining('--max-age has no effect without --cache')]);
  });
});

test('runs at the same time share a cache', async () => {
  const { api, path } = await cached();
  const directory = join(workdir(), 'answers');
  const argv = ['tests', 'run', path, `--cache=${directory}`];
  const ended = await Promise.all([
    cli(argv, { env: api.env }),
    cli(argv, { env: api.env }),
    cli(argv, { env: api.env }),
  ]);
  expect(ended.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(readdirSync(directory).filter((name) => !/^[0-9a-f]{64}\.json$/.test(name))).toEqual([]);
  expect((await cli(argv, { env: api.env })).err).toContain('0 asked, 4 from the cache');
});

test('old answers and drafts are removed, then the oldest above the limits; other files stay', async () => {
  const directory = workdir();
  const now = 1_800_000_000_000;
  const io = { now: () => now, uuid: () => 'mark' };
  const name = (i: number) => `${String(i).padStart(64, '0')}.json`;
  const put = (path: string, days: number) => {
    writeFileSync(join(directory, path), 'x'.repeat(10));
    utimesSync(join(directory, path), now / 1000, now / 1000 - days * 86_400);
  };
  for (const [i, days] of [40, 5, 4, 3, 2].entries()) put(name(i), days);
  put(`${name(8)}.mark.partial`, 2);
  put(`${name(9)}.mark.partial`, 0);
  put('notes.txt', 400);
  const files = await openAnswerFiles(io, directory, () => {}, { files: 3, bytes: 25 });
  await files.prune();
  expect(readdirSync(directory).sort()).toEqual([name(3), name(4), `${name(9)}.mark.partial`, 'notes.txt']);
});
