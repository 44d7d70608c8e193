import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../src/emulator/faults.js';
import { setup } from '../../support/chat.js';
import { run } from '../../support/io.js';
import { says } from '../../support/replies.js';
import { file } from '../../support/workdir.js';

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
