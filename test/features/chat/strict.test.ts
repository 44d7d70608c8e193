import { expect, test } from 'vitest';
import type { Fault } from '../../../src/emulator/faults.js';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { file, workdir } from '../../support/workdir.js';

const says = (body: string, more: Partial<Fault> = {}) => ({
  body,
  headers: { 'content-type': 'text/plain' },
  ...more,
});
async function setup(options: Parameters<typeof emulator>[0] = {}) {
  const api = await emulator(options);
  const home = workdir();
  const chat = (argv: readonly string[]) => run(['chat', ...argv], { env: api.env, home });
  const batch = (argv: readonly string[]) => run(['batch', ...argv], { env: api.env, home });
  const runTests = (argv: readonly string[]) => run(['tests', 'run', ...argv], { env: api.env, home });
  const replay = (argv: readonly string[]) => run(['replay', ...argv], { env: api.env, home });
  const calls = () => api.seen('POST /chat').map(({ body }) => body as Record<string, unknown>);
  const messages = (call: number) => (calls()[call]?.messages ?? []) as { role: string; content: string }[];
  return { api, home, chat, batch, runTests, replay, calls, messages };
}

test('K-2 --strict applies to lanes, batches and tests', async () => {
  const { api, home } = await setup();
  const open = says('Hello', { framing: 'close' });
  for (const [argv, code] of [
    [['chat', 'hi', '--models', 'a,b'], 7],
    [['batch', file('a\n', 'a.txt')], 3],
    [['tests', 'run', file('tests: [{ turns: [{ user: a }] }]', 't.yaml')], 75],
  ] as const) {
    api.next('POST /chat', open);
    expect((await run(argv, { env: api.env, home })).code).toBe(0);
    api.next('POST /chat', open);
    expect((await run([...argv, '--strict'], { env: api.env, home })).code).toBe(code);
  }
});
