import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { bin } from '../../support/cli.js';
import { freePort } from '../../support/listener.js';
import { file, workdir } from '../../support/workdir.js';

test('the quick start of docs/webhooks.md works as it is written', { timeout: 60_000 }, async () => {
  const page = readFileSync(new URL('../../../docs/webhooks.md', import.meta.url), 'utf8');
  const [, block = ''] = /## Quick start[\s\S]*?```sh\n([\s\S]*?)```/.exec(page) ?? [];
  const cwd = workdir();
  // In its own process, as an installed program is, so that $! is its process id.
  const program = file(`#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`, 'bin/cbase', cwd);
  chmodSync(program, 0o755);
  const script = block
    .replaceAll('4011', String(await freePort()))
    .replaceAll('4010', String(await freePort()));
  const { exitCode, stdout, stderr } = await execa('bash', ['-c', script], {
    cwd,
    env: { PATH: `${join(cwd, 'bin')}:${process.env.PATH}`, HOME: cwd },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
  expect(exitCode, stderr).toBe(0);
  const printed = stdout.split('\n').filter((line) => line.includes('"eventType"'));
  expect(
    printed.map((line) => JSON.parse(line.slice(line.indexOf('{"eventType"'))).payload.customerName),
  ).toEqual(['Ben', 'Ada']);
  expect(stderr).toContain('2 events received');
});
