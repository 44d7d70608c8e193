import { expect, test } from 'vitest';
import { setup } from '../../support/chat.js';
import { run } from '../../support/io.js';
import { says } from '../../support/replies.js';
import { file } from '../../support/workdir.js';

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
