import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { bin } from '../../support/cli.js';
import { freePort } from '../../support/listener.js';
import { file, workdir } from '../../support/workdir.js';

test('the quick start of docs/gaps.md leads from a bad answer to a green test', {
  timeout: 90_000,
}, async () => {
  const page = readFileSync(new URL('../../../docs/gaps.md', import.meta.url), 'utf8');
  const [, block = ''] = /## Quick start[\s\S]*?```sh\n([\s\S]*?)```/.exec(page) ?? [];
  const cwd = workdir();
  const program = file(`#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`, 'bin/cbase', cwd);
  chmodSync(program, 0o755);
  const script = block.replaceAll('4010', String(await freePort()));
  const { exitCode, stdout, stderr } = await execa('bash', ['-c', script], {
    cwd,
    env: { PATH: `${join(cwd, 'bin')}:${process.env.PATH}`, HOME: cwd },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
  expect(exitCode, stderr).toBe(0);
  const verdicts = stdout.split('\n').filter((line) => /^(pass|fail)/.test(line));
  const [before, after] = [verdicts.slice(0, 3), verdicts.slice(3)].map((run) =>
    run.map((line) => line.slice(0, 4)),
  );
  expect(before).toContain('fail');
  expect(after).toEqual(['pass', 'pass', 'pass']);
  // Which of the three comes first depends on the time of day, as their last dates do.
  const [, named = ''] = /answers\.md has 3 questions without an answer: (.+)\. Write/.exec(stderr) ?? [];
  expect(named.match(/"[^"]+" \(line \d+\)/g)?.map((one) => one.replace(/^.*\(/, '('))).toEqual([
    ...['(line 3)', '(line 6)', '(line 9)'],
  ]);
  expect(named).toContain('"Puis-je payer en trois fois ?"');
  expect(readFileSync(join(cwd, 'gaps.html'), 'utf8')).toContain('knowledge gaps');
});
