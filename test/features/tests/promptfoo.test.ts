import { dirname } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { setup } from '../../support/chat.js';
import { bin } from '../../support/cli.js';
import { file, workdir } from '../../support/workdir.js';

test('C-135 the promptfoo wrapper sends only its first argument', async () => {
  const { api, calls } = await setup();
  const { chmodSync } = await import('node:fs');
  const program = file(`#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`, 'cbase');
  chmodSync(program, 0o755);
  const script = new URL('../../../examples/promptfoo-provider.sh', import.meta.url).pathname;
  const env = { ...api.env, PATH: `${dirname(program)}:${process.env.PATH}`, HOME: workdir() };
  const { stdout } = await execa('sh', [script, 'When are you open?', '{"id":"x"}', '{}'], {
    env,
    extendEnv: false,
    stdin: 'ignore',
  });
  expect([stdout, calls().map(({ messages }) => messages)]).toEqual([
    'We are open from 8 to 18.',
    [[{ role: 'user', content: 'When are you open?' }]],
  ]);
});
