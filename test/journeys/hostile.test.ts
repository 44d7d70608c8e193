import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { emulator, type TestEmulator } from '../support/emulator.js';
import { dangers, hostile } from '../support/hostile.js';
import { run } from '../support/io.js';
import { file } from '../support/workdir.js';

/** An account in which every name, text and field is hostile. */
async function account(options: Parameters<typeof emulator>[0] = {}): Promise<TestEmulator> {
  const seed = {
    bots: [
      {
        id: 'b1',
        name: `Bot ${hostile[0]}`,
        source: hostile.join('\n\n'),
        attributes: [{ name: 'plan', type: 'text', label: hostile.join(' ') }],
        contacts: hostile.map((text, i) => ({
          external_id: `c${i}`,
          name: text,
          phonenumber: text,
          custom_attributes: { plan: text },
        })),
        leads: hostile.map((text) => ({
          name: text,
          email: text,
          phone: text,
          created_at: '2026-03-01T00:00:00Z',
        })),
        conversations: hostile.map((text, i) => ({
          id: `v${i}`,
          source: text,
          customer: text,
          created_at: '2026-03-01T00:00:00Z',
          messages: [
            { role: 'user', content: text },
            { role: text, content: { odd: text } },
          ],
        })),
      },
      ...hostile.map((name, i) => ({ id: `h${i}`, name, source: 'x' })),
    ],
  };
  return emulator({ seed: file(JSON.stringify(seed), 'hostile.json'), ...options });
}

const commands: readonly (readonly string[])[] = [
  ['bots', 'list'],
  ['bots', 'get', 'b1'],
  ['contacts', 'list'],
  ['contacts', 'get', 'c0'],
  ['attrs', 'list'],
  ['attrs', 'get', 'plan'],
  ['attrs', 'update', 'plan', '--description', hostile[0] ?? ''],
  ['leads', 'list', '--limit', '50'],
  ['leads', 'get', '1'],
  ['leads', 'export', '--format', 'csv'],
  ['convos', 'list', '--limit', '50'],
  ['convos', 'get', 'v0'],
  ['convos', 'export', '--format', 'csv'],
  ['chat', 'anything', '--stats'],
  ['bots', 'update', 'b1', '--display-name', hostile[2] ?? ''],
  ['bots', 'train', 'b1', '--source', '-', '--yes'],
  ['bots', 'delete', 'b1', '--no-input'],
  ['contacts', 'delete', 'c0', '--no-input'],
  ['contacts', 'delete', 'c1', '--confirm', 'c1'],
  ['bots', 'icon', 'delete', 'b1', '--confirm', 'b1'],
  ['contacts', 'update', 'c2', '--set', `plan=x`, '--verbose'],
  ['doctor'],
  ['auth', 'status'],
  ['config', 'list'],
];

describe('S-12 S-14 no control sequence reaches the terminal', () => {
  test.each(commands.map((argv) => [argv]))('%j', async (argv) => {
    const api = await account();
    for (const columns of [20, 80, 200]) {
      // CI=1 turns off the live line, which moves the cursor itself.
      const io = { env: { ...api.env, CHATBASE_BOT_ID: 'b1', CI: '1' }, tty: true, columns };
      const { out, err } = await run(
        [...argv, '--no-color'],
        argv.includes('-') ? { ...io, stdin: 'text' } : io,
      );
      expect([dangers(out), dangers(err)], argv.join(' ')).toEqual([[], []]);
    }
  });

  test.each([40, 80, 200])('tables fit into %i columns', async (columns) => {
    const api = await account();
    for (const argv of [
      ['bots', 'list'],
      ['contacts', 'list'],
      ['leads', 'list', '--limit', '50'],
    ]) {
      const { out } = await run([...argv, '--no-color'], { env: api.env, tty: true, columns });
      for (const line of out.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    }
  });
});

describe('S-12 server error messages', () => {
  test.each(hostile.map((text) => [JSON.stringify(text).slice(0, 40), text]))('%s', async (_, text) => {
    const api = await account();
    const issues = [{ field: text, message: text }];
    for (const status of [400, 401, 404, 409, 429]) {
      api.next('GET /get-chatbots', {
        status,
        body: { message: text, issues },
        headers: { 'retry-after': '999999' },
        times: 0,
      });
      const onTerminal = { env: { ...api.env, NO_COLOR: '1' }, tty: true, columns: 80 };
      const plain = await run(['bots', 'list'], onTerminal);
      expect([dangers(plain.out), dangers(plain.err)]).toEqual([[], []]);
      expect((await run(['bots', 'list'], { env: api.env })).err.trimEnd().split('\n').length).toBe(1);
      const json = await run(['bots', 'list', '--json'], { env: api.env });
      expect(dangers(json.out.replaceAll('\n', ''))).toEqual([]);
      expect(JSON.parse(json.out).ok).toBe(false);
      api.weather.clear();
    }
  });
});

test('S-13 C-44 JSON keeps every character, and contains none that controls a terminal', async () => {
  const api = await account();
  for (const argv of [
    ['contacts', 'list'],
    ['leads', 'list', '--limit', '50'],
    ['convos', 'export'],
  ]) {
    const { out } = await run([...argv, '--json'], { env: { ...api.env, CHATBASE_BOT_ID: 'b1' } });
    expect(dangers(out.replaceAll('\n', ''))).toEqual([]);
    const texts = JSON.stringify(JSON.parse(out));
    for (const text of hostile) expect(texts).toContain(JSON.stringify(text).slice(1, -1));
  }
});

test('C-42 a reply reports once how many characters were escaped', async () => {
  const api = await account();
  const body = `a\u001b[31mb\u202ec`;
  api.next('POST /chat', { body, headers: { 'content-type': 'text/plain' }, dripBytes: 1, everyMs: 1 });
  const { out, err } = await run(['chat', 'x'], {
    env: { ...api.env, CHATBASE_BOT_ID: 'b1' },
    tty: true,
    columns: 80,
  });
  expect(out).toBe('a^[[31mb\\u{202E}c\n');
  // The clock stands still, so the waiting line is printed as well.
  expect(err).toBe('\r… 0 s\r\u001b[K(2 control characters shown as text)\n');
});

test('S-39 arguments in a suggested command are quoted for the shell', async () => {
  const api = await emulator();
  const ids = ['$(touch x)', '`touch x`', "it's; rm", 'a b'];
  for (const id of ids) {
    api.next('POST /chatbots/b1/contacts', { drop: 'after' });
    const { code, err } = await run(['contacts', 'create', id, '--name', 'x'], { env: api.env });
    expect(code).toBe(7);
    expect(err).toContain(`cbase contacts get '${id.replaceAll("'", `'\\''`)}'`);
  }
});
