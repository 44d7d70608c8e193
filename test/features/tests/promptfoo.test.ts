import { dirname } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { bin } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { run, type TestIoOptions } from '../../support/io.js';
import { file, workdir } from '../../support/workdir.js';

async function setup(options: Parameters<typeof emulator>[0] = {}) {
  const api = await emulator(options);
  const home = workdir();
  const chat = (argv: readonly string[], more: TestIoOptions = {}) =>
    run(['chat', ...argv], { env: api.env, home, ...more });
  const batch = (argv: readonly string[]) => run(['batch', ...argv], { env: api.env, home });
  const runTests = (argv: readonly string[]) => run(['tests', 'run', ...argv], { env: api.env, home });
  const replay = (argv: readonly string[], more: TestIoOptions = {}) =>
    run(['replay', ...argv], { env: api.env, home, ...more });
  const calls = () => api.seen('POST /chat').map(({ body }) => body as Record<string, unknown>);
  return { api, home, chat, batch, runTests, replay, calls };
}

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
