import { expect, test } from 'vitest';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { file } from '../../support/workdir.js';

const _seed = new URL('../../support/full-seed.json', import.meta.url).pathname;

test('an id is not cut next to an equally wide column', async () => {
  const rows = ['1', '2'].map((n) => ({ id: n.repeat(40), name: 'n'.repeat(40), source: 'x' }));
  const api = await emulator({ seed: file(JSON.stringify({ bots: rows }), 'seed.json') });
  const argv = ['bots', 'list', '--fields', 'id,name', '--no-color'];
  const { out } = await run(argv, { env: api.env, tty: true, columns: 70 });
  expect(out).toContain(`${'1'.repeat(40)}  nnnn`);
});
