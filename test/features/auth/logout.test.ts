import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emulator } from '../../support/emulator.js';
import { canary } from '../../support/handmade-server.js';
import { run } from '../../support/io.js';
import { workdir } from '../../support/workdir.js';

test('S-7 logging out of one profile leaves no copy of its key', async () => {
  const api = await emulator({ key: canary });
  const home = workdir();
  const login = (profile: string) =>
    run(['auth', 'login', '--with-token', '--profile', profile, '--base-url', api.url], {
      home,
      stdin: canary,
    });
  await login('one');
  writeFileSync(join(home, '.config/cbase/credentials.json'), `{"profiles":{"one":{"key":"${canary}"`);
  await login('two');
  await login('one');
  mkdirSync(join(home, '.config/cbase/.writing-4194305-x'));
  expect((await run(['auth', 'logout', '--profile', 'one'], { home })).code).toBe(0);
  expect(readdirSync(join(home, '.config/cbase')).sort()).toEqual(['config.json', 'credentials.json']);
});
