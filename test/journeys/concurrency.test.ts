import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli } from '../support/cli.js';
import { emulator } from '../support/emulator.js';
import { file, workdir } from '../support/workdir.js';

/** An emulator that takes its time, and how many requests it has had at once since it was last asked. */
async function crowded() {
  let spans: { readonly from: number; readonly to: number }[] = [];
  const onAnswered = (_: unknown, ms: number) => {
    const to = performance.now();
    spans.push({ from: to - ms, to });
  };
  const api = await emulator({ latencyMs: 250, onAnswered });
  const most = () => {
    const then = spans;
    spans = [];
    return Math.max(
      0,
      ...then.map(({ from: at }) => then.filter(({ from, to }) => from <= at && at < to).length),
    );
  };
  return { ...api, most };
}

type Crowded = Awaited<ReturnType<typeof crowded>>;

const numbers = Array.from({ length: 64 }, (_, i) => i);
const contacts = (name: string) =>
  file(`external_id,name\n${numbers.map((i) => `x${i},${name} ${i}\n`).join('')}`);

/** More than ten listeners of one event are a leak to Node, unless it is told that they are none. */
async function ran(api: Crowded, argv: readonly string[]) {
  api.most();
  const { code, err } = await cli([...argv, '--concurrency', '16'], { env: api.env });
  expect(err).not.toMatch(/warning|listener/i);
  expect(code, err).toBe(0);
  return api.most();
}

async function withContacts(): Promise<Crowded> {
  const api = await crowded();
  const users = numbers.map((i) => ({ external_id: `x${i}`, name: `Old ${i}` }));
  await api.ask('POST', `/chatbots/${api.bot}/contacts`, { users });
  return api;
}

/** A bot with a list of more pages than are requested at once. */
async function visitedOften(what: 'leads' | 'conversations'): Promise<Crowded> {
  const api = await crowded();
  const start = Date.now() - 3_600_000;
  const at = (i: number) => new Date(start + i * 1000).toISOString();
  const made = Array.from({ length: 2500 }, (_, i) =>
    what === 'leads'
      ? { createdAt: at(i), email: `a${i}@example.com`, name: 'A' }
      : { createdAt: at(i), messages: [{ role: 'user', content: `Question ${i}` }] },
  );
  for (let from = 0; from < made.length; from += 500) await api.visited(what, made.slice(from, from + 500));
  return api;
}

test('contacts import sends 16 batches at once without a warning', async () => {
  const api = await crowded();
  expect(await ran(api, ['contacts', 'import', contacts('New'), '--batch-size', '1'])).toBeGreaterThan(10);
});

test.each([
  ['contacts import', ['import'], ['--on-conflict', 'update']],
  ['contacts sync', ['sync'], ['--yes']],
])('%s sends 16 updates at once without a warning', async (_, words, flags) => {
  expect(await ran(await withContacts(), ['contacts', ...words, contacts('New'), ...flags])).toBeGreaterThan(
    10,
  );
});

test('contacts apply sends 16 updates at once without a warning', async () => {
  const api = await withContacts();
  const plan = join(workdir(), 'plan.json');
  const path = contacts('New');
  const { code, err } = await cli(['contacts', 'plan', path, '--out', plan], { env: api.env });
  expect(code, err).toBe(0);
  expect(await ran(api, ['contacts', 'apply', plan, '--file', path, '--yes'])).toBeGreaterThan(10);
});

test.each([
  ['leads', 'leads', 'export', ['--out', 'l.csv']],
  ['leads', 'leads', 'stats', []],
  ['conversations', 'convos', 'export', ['--out', 'c.csv']],
  ['conversations', 'convos', 'stats', []],
  ['conversations', 'convos', 'gaps', []],
] as const)('%s: %s %s requests 16 pages at once without a warning', async (what, noun, verb, flags) => {
  const api = await visitedOften(what);
  expect(await ran(api, [noun, verb, ...flags])).toBeGreaterThan(10);
});

test.each([
  ['batch', (questions: readonly string[]) => file(questions.join('\n'), 'q.txt')],
  [
    'tests run',
    (questions: readonly string[]) =>
      file(
        `tests:\n${questions.map((q) => `  - {name: ${q}, turns: [{user: ${q}, expect: [{max_chars: 9999}]}]}`).join('\n')}\n`,
        't.yaml',
      ),
  ],
  [
    'replay',
    (questions: readonly string[]) =>
      file(
        `${questions
          .map((content, i) =>
            JSON.stringify({
              id: `c${i}`,
              messages: [
                { role: 'user', content },
                { role: 'assistant', content: 'No.' },
              ],
            }),
          )
          .join('\n')}\n`,
        'c.ndjson',
      ),
  ],
])('%s asks 16 questions at once without a warning', async (command, made) => {
  const questions = numbers.slice(0, 40).map((i) => `Question ${i}`);
  const atLeast = command === 'replay' ? ['--at-least', '0'] : [];
  const argv = [...command.split(' '), made(questions), '--yes', ...atLeast];
  for (const flags of [[], ['--stream']])
    expect(await ran(await crowded(), [...argv, ...flags])).toBeGreaterThan(10);
});
