import { describe, expect, test } from 'vitest';
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

describe('C-101 --json prints one document, however the command ends', () => {
  test.each([
    ['a test that reaches the cap', ['tests', 'run', 'TESTS', '--max-credits', '1'], {}, 6],
    [
      'a test without a key',
      ['tests', 'run', 'TESTS'],
      { status: 401, body: { message: 'no' }, times: 0 },
      4,
    ],
    ['a test that fails', ['tests', 'run', 'TESTS'], says('x'), 3],
    ['a dry run', ['tests', 'run', 'TESTS', '--dry-run'], {}, 0],
    [
      'lanes without a key',
      ['chat', 'hi', '--models', 'a,b'],
      { status: 401, body: { message: 'no' }, times: 0 },
      4,
    ],
    [
      'a lane that is cut',
      ['chat', 'hi', '--models', 'a,b'],
      says('half', { cutAfter: 2, framing: 'chunked' }),
      7,
    ],
    ['an invalid file', ['tests', 'run', '/nowhere.yaml'], {}, 2],
    ['a batch', ['batch', 'TESTS'], {}, 2],
  ])('%s', async (_, argv, fault, code) => {
    const { api, home } = await setup();
    const path = file(
      'tests:\n  - turns: [{ user: a, expect: { contains: zz } }]\n  - turns: [{ user: b }]\n',
      'tests.yaml',
    );
    if (Object.keys(fault).length > 0) api.next('POST /chat', fault as Partial<Fault>);
    const words = argv.map((word) => (word === 'TESTS' ? path : word));
    const done = await run([...words, '--json'], { env: api.env, home });
    expect([done.code, (JSON.parse(done.out) as { ok: boolean }).ok], done.err).toEqual([code, code === 0]);
  });
});
