import { describe, expect, test } from 'vitest';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { file } from '../../support/workdir.js';

const seed = new URL('../../support/full-seed.json', import.meta.url).pathname;

describe('color is decided once', () => {
  const yes = true;
  const no = false;
  test.each([
    ['a terminal', { tty: yes, env: {} }, [], yes],
    ['a pipe', { tty: no, env: {} }, [], no],
    ['NO_COLOR', { tty: yes, env: { NO_COLOR: '1' } }, [], no],
    ['an empty NO_COLOR', { tty: yes, env: { NO_COLOR: '' } }, [], yes],
    ['--no-color', { tty: yes, env: { FORCE_COLOR: '1' } }, ['--no-color'], no],
    ['FORCE_COLOR in a pipe', { tty: no, env: { FORCE_COLOR: '1' } }, [], yes],
    ['FORCE_COLOR=0', { tty: yes, env: { FORCE_COLOR: '0' } }, [], no],
    ['NO_COLOR with FORCE_COLOR', { tty: yes, env: { NO_COLOR: '1', FORCE_COLOR: '1' } }, [], no],
    ['a dumb terminal', { tty: yes, env: { TERM: 'dumb' } }, [], no],
  ])('%s', async (_, { tty, env }, flags, usesColor) => {
    const api = await emulator({ seed });
    for (const argv of [
      ['bots', 'list'],
      ['bots', 'get', 'b1'],
      ['convos', 'get', 'v1'],
    ]) {
      const { out } = await run([...argv, '--format', 'table', ...flags], {
        tty,
        env: { ...api.env, ...env },
      });
      expect(out.includes('\u001b['), argv.join(' ')).toBe(usesColor);
    }
  });
});

describe('formats', () => {
  test('a table on a terminal, CSV with a header in a pipe', async () => {
    const api = await emulator({ seed });
    expect((await run(['attrs', 'list'], { env: api.env, tty: true, columns: 80 })).out).toContain(
      'plan      text',
    );
    expect((await run(['attrs', 'list'], { env: api.env })).out).toBe(
      'name,type,label,archived,description\nplan,text,Plan,false,\nseats,number,Seats,false,\nold_tier,text,Old tier,true,\n',
    );
  });

  test('JSON keeps every field the API sent, even unknown ones', async () => {
    const api = await emulator({ seed });
    const rows = [{ id: 'b1', name: 'Support', brand_new: { deep: [1] } }];
    api.next('GET /get-chatbots', { body: { chatbots: rows }, times: 0 });
    expect(JSON.parse((await run(['bots', 'list', '--json'], { env: api.env })).out)).toEqual(rows);
    expect(JSON.parse((await run(['bots', 'get', 'b1', '--json'], { env: api.env })).out)).toEqual(rows[0]);
  });

  test('--fields without a value lists the available fields, in the requested format', async () => {
    expect((await run(['leads', 'list', '--fields'])).out).toBe(
      'id\ncreated_at\nname\nemail\nphone\nchatbot_id\nother\n',
    );
    expect(JSON.parse((await run(['leads', 'list', '--json', '--fields'])).out)).toContain('email');
    expect((await run(['bots', 'update', '--fields', '--name', 'x', '--local'])).code).toBe(0);
  });

  test('a result is a sentence on a terminal, and an id with the full response for programs', async () => {
    const api = await emulator({ seed });
    const argv = ['bots', 'update', 'b1', '--temperature', '0.2'];
    const said = (format: string) => run([...argv, '--format', format], { env: api.env });
    expect((await said('table')).out).toBe('Changed the settings of Support.\n');
    expect(JSON.parse((await said('json')).out)).toEqual({
      ok: true,
      id: 'b1',
      message: 'Your changes are saved.',
    });
    expect((await said('ndjson')).out.split('\n').length).toBe(2);
    expect((await said('id')).out).toBe('b1\n');
    expect((await said('csv')).out).toBe('id,done\nb1,Changed the settings of Support\n');
  });

  test('an id is never truncated: a narrow terminal gets blocks instead', async () => {
    const bots = [{ id: 'a-very-long-identifier-of-a-bot-0001', name: 'x'.repeat(60), source: 'x' }];
    const api = await emulator({ seed: file(JSON.stringify({ bots }), 'seed.json') });
    for (const columns of [30, 60, 80, 100, 120]) {
      const { out } = await run(['bots', 'list', '--no-color'], { env: api.env, tty: true, columns });
      if (columns >= 60) expect(out).toContain(bots[0]?.id);
    }
  });

  test('a long text of doctor wraps to the next line', async () => {
    const { out } = await run(['doctor', '--no-color'], { tty: true, columns: 60 });
    expect(out).toMatch(/\n {16}→ Store one with: cbase auth login; or set\n {16}CHATBASE_API_KEY; or add /);
  });
});
