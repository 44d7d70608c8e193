import { describe, expect, test } from 'vitest';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';

const seed = new URL('../../support/full-seed.json', import.meta.url).pathname;

describe('unknown fields are detected before anything is written', () => {
  test.each([
    [['bots', 'create', 'Fresh']],
    [['bots', 'delete', 'b1', '--confirm', 'b1']],
    [['bots', 'update', 'b1', '--temperature', '1']],
    [['contacts', 'create', 'c9']],
    [['contacts', 'update', 'c1', '--name', 'x']],
    [['contacts', 'delete', 'c1', '--confirm', 'c1']],
    [['attrs', 'create', 'tier', '--type', 'text']],
    [['attrs', 'archive', 'plan']],
  ])('%j', async (argv) => {
    const api = await emulator({ seed });
    const { code } = await run([...argv, '--fields', 'nope'], { env: { ...api.env, CHATBASE_BOT_ID: '' } });
    const written = api.log.all().filter(({ method }) => method !== 'GET');
    expect([code, written]).toEqual([2, []]);
  });
});
