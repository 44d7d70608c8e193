import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../support/io.js';
import { workdir } from '../../support/workdir.js';

test('a named pipe without a writer is refused instead of waited for', async () => {
  const path = join(workdir(), 'pipe');
  expect(spawnSync('mkfifo', [path]).status).toBe(0);
  const { code, err } = await run(['bots', 'create', 'Fresh', '--source', path, '--local']);
  expect([code, err]).toEqual([2, expect.stringContaining('is a named pipe')]);
});
