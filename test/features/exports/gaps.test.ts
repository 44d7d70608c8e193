import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasBrowser, keepPicture, opened } from '../../support/browser.js';
import { hostile } from '../../support/conversations-account.js';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { file, workdir } from '../../support/workdir.js';

const said = (role: string, content: string, score?: number) => ({
  role,
  content,
  ...(score !== undefined && { score }),
});

/** `count` conversations in which one question gets one answer. */
const asked = (prefix: string, count: number, question: string, answer: string, more: object = {}) =>
  Array.from({ length: count }, (_, i) => ({
    id: `${prefix}-${i}`,
    created_at: new Date(Date.UTC(2026, 9, 1 + i, 8)).toISOString(),
    source: i % 2 === 0 ? 'WhatsApp' : 'API',
    messages: [said('assistant', 'Hi!'), said('user', question), said('assistant', answer)],
    ...more,
  }));

const conversations = [
  ...asked('voucher', 6, 'Can I use two vouchers?', 'Hmm, I am not sure.', { min_score: 0.12 }),
  ...asked('typo', 2, 'use two vouchres', 'Hmm, I am not sure.'),
  ...asked('ship', 9, 'Do you ship to Norway?', 'Five to eight working days.', { min_score: 0.9 }),
  ...asked('mail', 3, 'My mail is ann@example.com, refund?', 'Ask the ROASTERY, please.'),
  ...asked('evil', 1, `=cmd() ${hostile}`, `I don't know\n# ${hostile}`),
  ...asked('form', 2, 'Which grinder do you recommend?', 'The small one.', {
    form_submission: { name: 'Ann' },
  }),
];

const account = () =>
  emulator({
    seed: file(
      JSON.stringify({ bots: [{ id: 'b1', name: 'Harbor', source: 'x', conversations }] }),
      'seed.json',
    ),
  });

type Told = {
  readonly total: number;
  readonly gaps: readonly { readonly question: string; readonly count: number }[];
};

async function gaps(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<Told> {
  const { code, out, err } = await run(['convos', 'gaps', '--json', ...argv], { env });
  expect(code, err).toBe(0);
  return JSON.parse(out);
}

const counts = ({ gaps: found }: Told) => found.map(({ question, count }) => [question.slice(0, 20), count]);

describe('gaps', () => {
  test('are found, grouped, counted and ranked; the same conversations give the same bytes', async () => {
    const { env } = await account();
    const first = await run(['convos', 'gaps', 'Harbor', '--json'], { env });
    const told = JSON.parse(first.out);
    expect(told).toMatchObject({ conversations: 23, with_gap: 11, total: 3, left_out: 0, max_score: 0.5 });
    expect(counts(told)).toEqual([
      ['Can I use two vouche', 8],
      ['=cmd() <script>windo', 1],
      ['Which grinder do you', 2],
    ]);
    expect(told.gaps[0]).toMatchObject({
      answer: 'Hmm, I am not sure.',
      signals: { wording: 8, score: 6, repeated: 0, form: 0 },
      lowest_score: 0.12,
      also_asked: ['use two vouchres'],
    });
    expect((await run(['convos', 'gaps', '--json', '--concurrency', '1'], { env })).out).toBe(first.out);
  });

  test('each choice changes what is found', async () => {
    const { env } = await account();
    const phrases = file('# ours\nask the roastery\n', 'phrases.txt');
    expect(counts(await gaps(['--phrases', phrases], env))).toContainEqual(['My mail is ann@examp', 3]);
    expect(counts(await gaps(['--phrases', phrases, '--only-phrases', '--signals', 'wording'], env))).toEqual(
      [['My mail is ann@examp', 3]],
    );
    expect(counts(await gaps(['--max-score', '0.95', '--min-count', '3', '--limit', '1'], env))).toEqual([
      ['Can I use two vouche', 8],
    ]);
    expect(counts(await gaps(['--max-score', '0.95', '--signals', 'score'], env))).toEqual([
      ['Do you ship to Norwa', 9],
      ['Can I use two vouche', 6],
    ]);
    expect(
      counts(await gaps(['--since', '2026-10-03', '--until', '2026-10-04', '--source', 'API'], env)),
    ).toEqual([['Can I use two vouche', 1]]);
  });

  test('a file of an export gives what the API gives, without a request', async () => {
    const api = await account();
    const cwd = workdir();
    for (const name of ['convos.ndjson', 'convos.json']) {
      await run(['convos', 'export', '--out', join(cwd, name)], { env: api.env });
      const there = await gaps([], api.env);
      const before = api.log.all().length;
      const here = await gaps(['--from', join(cwd, name)], api.env);
      expect(api.log.all().length).toBe(before);
      expect(here.gaps).toEqual(there.gaps);
      expect(here).toMatchObject({ from: `the file ${name}`, bot: { id: 'b1' } });
    }
    const pretty = file(JSON.stringify(conversations, null, 2), 'pretty.json');
    expect((await gaps(['--from', pretty], {})).total).toBe(3);
    expect((await gaps(['--from', pretty, '--since', '2026-10-03'], {})).total).toBe(1);
  });

  test.each([80, 120])(
    'a terminal of %i columns is not exceeded, and nothing hostile reaches it',
    async (columns) => {
      const { env } = await account();
      const { out, err } = await run(['convos', 'gaps', '--no-color', '-q'], { env, tty: true, columns });
      expect(err).toBe('');
      expect(Math.max(...out.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(columns);
      expect(out).toContain(
        '1. Can I use two vouchers?\n   asked 8 times: did not know 8, low score 6 (lowest 0.12)\n',
      );
      expect(out).toContain('   Also: use two vouchres\n   voucher-5, voucher-4, voucher-3 and 5 more\n');
      expect(out).not.toMatch(/[\u001b\u202e]/);
    },
  );

  test('people are redacted in everything that is shown and written', async () => {
    const { env } = await account();
    const cwd = workdir();
    const phrases = file('ask the roastery', 'phrases.txt');
    const files = ['gaps.html', 'qa.md', 'tests.yaml'].map((name) => join(cwd, name));
    const [out = '', qa = '', tests = ''] = files;
    const argv = ['convos', 'gaps', '--phrases', phrases, '--redact', 'email'];
    const { code } = await run([...argv, '--out', out, '--to-qa', qa, '--to-tests', tests], { env });
    expect(code).toBe(0);
    for (const path of files) {
      expect(readFileSync(path, 'utf8')).not.toContain('ann@example');
      expect(readFileSync(path, 'utf8')).toMatch(/email-[0-9a-f]{16}/);
    }
    expect(readFileSync(tests, 'utf8')).toContain('not_icontains: ask the roastery');
  });
});

describe('files of gaps', () => {
  test('a table is guarded against formulas, Markdown against markup', async () => {
    const { env } = await account();
    const cwd = workdir();
    for (const name of ['gaps.csv', 'gaps.md'])
      await run(['convos', 'gaps', '--out', join(cwd, name)], { env });
    const csv = readFileSync(join(cwd, 'gaps.csv'), 'utf8');
    expect(csv).toMatch(/^question,answer,count,weight,wording,score,repeated,form,lowest_score,/);
    expect(csv).toContain(`"'=cmd()`);
    const md = readFileSync(join(cwd, 'gaps.md'), 'utf8');
    expect(md).toContain('## 1. Can I use two vouchers?');
    expect(md).not.toMatch(/<script|^# <|(?<!\\)\]\(javascript/m);
  });

  test.skipIf(!hasBrowser)(
    'the page can be searched, runs nothing that a customer typed, and asks for nothing',
    {
      timeout: 60_000,
    },
    async () => {
      const { env } = await account();
      const path = join(workdir(), 'gaps.html');
      await run(['convos', 'gaps', '--out', path], { env });
      const { page, complaints, requests } = await opened(path);
      await keepPicture(page, 'gaps-light');
      expect([await page.evaluate('window.pwned'), complaints, requests]).toEqual([undefined, [], []]);
      expect(await page.locator('.gap').count()).toBe(3);
      await page.fill('#words', 'grinder');
      expect(await page.locator('.gap:visible h2').allInnerTexts()).toEqual([
        '3. Which grinder do you recommend?',
      ]);
      expect(await page.locator('#count').innerText()).toBe('1 of 3');
    },
  );

  test('tests are added to a file once, and everything in it stays', async () => {
    const { env } = await account();
    const before = `# ours
bot: b1
defaults: &usual { repeat: 1 }
tests:
  # hours first
  - name: hours
    turns: [{ user: 'When?', expect: [{ contains: "8" }] }] # short
`;
    const path = file(before, 'tests.yaml');
    const first = await run(['convos', 'gaps', '--limit', '1', '--to-tests', path], { env });
    expect(first.err).toContain(`1 test added to ${path}`);
    const text = readFileSync(path, 'utf8');
    for (const part of ['# ours', '&usual', '# hours first', '# short']) expect(text).toContain(part);
    expect(text).toContain('user: Can I use two vouchers?\n        expect:\n          - not_unsure: true');
    const second = await run(['convos', 'gaps', '--limit', '1', '--to-tests', path], { env });
    expect(second.err).toContain('0 tests added to');
    expect(readFileSync(path, 'utf8')).toBe(text);
    const { code } = await run(['tests', 'run', path, '--dry-run'], { env });
    expect(code).toBe(0);
  });

  test('a question that a test asks in other words is there already; a file of no bot takes the one that is named', async () => {
    const from = file(JSON.stringify(conversations), 'convos.json');
    const path = file('bot: b1\ntests:\n  - turns: [{ user: "may i use two voucher" }]\n', 'tests.yaml');
    const argv = [
      'convos',
      'gaps',
      '--from',
      from,
      '--bot',
      'b1',
      '--json',
      '--limit',
      '2',
      '--to-tests',
      path,
    ];
    const { code, out, err } = await run(argv, {});
    expect([code, err]).toEqual([0, expect.stringContaining('1 test added to')]);
    expect(JSON.parse(out).bot).toEqual({ id: 'b1', name: 'b1' });
    expect(readFileSync(path, 'utf8')).not.toContain('user: Can I use');
  });

  test('answers that a person wrote survive every later run', async () => {
    const { env } = await account();
    const path = join(workdir(), 'answers.md');
    await run(['convos', 'gaps', '--limit', '1', '--to-qa', path], { env });
    const answered = readFileSync(path, 'utf8').replace(/^\[UNANSWERED\].*/m, 'One voucher per order.');
    writeFileSync(path, answered);
    const { err } = await run(['convos', 'gaps', '--to-qa', path, '--force'], { env });
    expect(err).toContain(`2 questions added to ${path}; 1 was there already`);
    expect(readFileSync(path, 'utf8').startsWith(answered)).toBe(true);
  });

  test('what cannot be written is refused before the first request, and stays as it was', async () => {
    const api = await account();
    const cwd = workdir();
    const taken = file('old', 'gaps.csv');
    const broken = file('tests: [', 'broken.yaml');
    const nameless = file(JSON.stringify(conversations), 'nameless.json');
    const other = file('tests:\n  - nane: x\n    turns: []\n', 'other.yaml');
    for (const [argv, says] of [
      [['--out', taken], 'already exists'],
      [['--out', join(cwd, 'gaps.htlm')], 'Did you mean .html?'],
      [['--out', join(cwd, 'gaps')], 'Name it .csv'],
      [['--format', 'csv', '--out', join(cwd, 'g.md')], 'does not fit the name'],
      [['--max-score', '1.2'], 'Use a number from 0 to 1'],
      [['--signals', 'scores'], 'Did you mean "score"?'],
      [['--phrases', file('# none\n\n', 'phrases.txt')], 'contains no phrases'],
      [['--phrases', file('ok then\nno\n', 'phrases.txt')], 'line 2 is no phrase'],
      [['--phrases', file('phrases:\n- I pass\n', 'phrases.txt')], 'looks like JSON or YAML'],
      [['--only-phrases'], 'has no phrases'],
      [['--to-tests', broken], 'is not a test file'],
      [['--to-tests', other], 'did you mean "name"?'],
      [['--to-tests', join(cwd, 'x.md')], 'Name the file .yaml'],
      [['--to-qa', join(cwd, 'x.yaml')], 'Name the file .md'],
      [['--to-qa', join(cwd, 'x.md'), '--out', join(cwd, 'x.md')], 'name the same file'],
      [['--from', join(cwd, 'missing.ndjson')], 'no such file'],
      [['--from', taken, '--rate', '1/s'], '--rate has no effect with --from'],
      [
        ['--from', nameless, '--to-tests', join(cwd, 't.yaml'), '--to-qa', join(cwd, 'x.md')],
        'Name it with --bot',
      ],
    ] as const) {
      const { code, err } = await run(['convos', 'gaps', ...argv], { env: api.env });
      expect([code, err], argv.join(' ')).toEqual([2, expect.stringContaining(says)]);
    }
    expect(api.log.all()).toEqual([]);
    expect([taken, broken].map((path) => readFileSync(path, 'utf8'))).toEqual(['old', 'tests: [']);
    expect(existsSync(join(cwd, 'x.md'))).toBe(false);
  });

  test('works with the documented fields alone', async () => {
    const seed = JSON.stringify({ bots: [{ id: 'b1', name: 'Harbor', source: 'x', conversations }] });
    const { env } = await emulator({ seed: file(seed, 'seed.json'), shape: 'documented' });
    expect(counts(await gaps([], env))).toEqual([
      ['Can I use two vouche', 8],
      ['=cmd() <script>windo', 1],
    ]);
  });
});
