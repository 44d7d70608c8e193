import { describe, expect, test } from 'vitest';
import { setup } from '../../support/chat.js';
import { cli } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { says } from '../../support/replies.js';
import { finished, onScreen } from '../../support/screen.js';

const red = '\u001b[31m';
const dim = '\u001b[2m';

describe('a failure on a terminal', () => {
  test.each([[80], [120], [40]])(
    'of %i columns says what happened, then what to do, the command alone',
    async (columns) => {
      const found = (await finished(['bots', 'list', '--no-input'], { env: { NO_COLOR: '1' }, columns }))
        .lines;
      expect(found.slice(0, 3)).toEqual([
        'cbase: No API key was found.',
        'Store one with:',
        '  cbase auth login',
      ]);
      expect(found.slice(3).join(' ').replace(/\s+/g, ' ')).toBe(
        'or set CHATBASE_API_KEY; or add --local to try cbase without an account.',
      );
      for (const line of found) expect(line.length).toBeLessThanOrEqual(columns);
    },
  );

  test('is red where it says what happened, and dim where it says what the server said', async () => {
    const api = await emulator();
    const env = { ...api.env, CHATBASE_API_KEY: 'wrong-key-0001' };
    const { lines: found, raw, code } = await finished(['bots', 'list'], { env });
    expect(code).toBe(4);
    expect(found[0]).toBe('cbase: The API did not accept the key from CHATBASE_API_KEY.');
    expect(found.at(-1)).toMatch(/^\(server: 401: Unauthorized access.*\)$/);
    expect(raw).toContain(`${red}cbase: The API did not accept`);
    expect(raw).toContain(`${dim}(server: 401`);
  });

  test.each([
    ['NO_COLOR', ['bots', 'list', '--no-input'], { NO_COLOR: '1' }],
    ['--no-color', ['bots', 'list', '--no-color', '--no-input'], {}],
    ['TERM=dumb', ['bots', 'list', '--no-input'], { TERM: 'dumb' }],
  ])('has no color with %s', async (_, argv, env) => {
    const { lines, raw } = await finished(argv, { env });
    expect(raw).not.toContain('\u001b[');
    expect(lines.join('\n')).toContain('No API key was found.\nStore one with:');
  });

  test('in a pipe is one line', async () => {
    const { err } = await cli(['bots', 'list'], { env: { FORCE_COLOR: '1' } });
    expect(err).toBe(
      'cbase: No API key was found. Store one with: cbase auth login; or set CHATBASE_API_KEY; or add --local to try cbase without an account.\n',
    );
  });

  test('on a terminal of unknown width fits COLUMNS, or 80', async () => {
    const argv = ['bots', 'list', '--format', 'tabel'];
    const widest = async (env: Record<string, string>) => {
      const { lines } = await finished(argv, { env: { NO_COLOR: '1', ...env }, columns: 2001 });
      return Math.max(...lines.map((line) => line.length));
    };
    expect(await widest({ COLUMNS: '30' })).toBeLessThanOrEqual(30);
    expect(await widest({})).toBeLessThanOrEqual(80);
    expect(await widest({})).toBeGreaterThan(30);
  });
});

describe('a reply', () => {
  const body =
    'You can return unopened bags within 30 days. Write to returns@harbor.example and we send a label.\n\n- Shipping within the country takes two to three working days and is free from 35 euros.\n\n```\nlong_code_line_that_is_never_wrapped = "because it would not run any more if it were" # at all\n```\nSee https://harbor.example/returns/policy/that/is/long/enough/to/need/more/than/one/line/of/it.';

  test.each([[80], [40]])(
    'wraps between words at %i columns, lists below their text, code and links whole',
    async (columns) => {
      const { api } = await setup();
      api.next('POST /chat', says(body));
      const screen = onScreen(['chat', 'How?'], { env: { ...api.env, NO_COLOR: '1' }, columns });
      expect(await screen.exit).toBe(0);
      const raw = screen.raw().replaceAll('\r\n', '\n');
      const shown = raw.slice(raw.indexOf('You can return'));
      expect(shown.replace(/\s+/g, ' ').trim()).toContain(body.replace(/\s+/g, ' '));
      for (const line of shown.split('\n'))
        if (!/long_code|https:/.test(line)) expect(line.length).toBeLessThanOrEqual(columns);
      expect(shown).toMatch(/\n- Shipping[^\n]+\n {2}\S/);
      expect(shown).toContain(
        '\nlong_code_line_that_is_never_wrapped = "because it would not run any more if it were" # at all\n',
      );
    },
  );

  test.each([
    ['--wrap off', 'off', body],
    ['--wrap 30', '30', 'You can return unopened bags\nwithin 30 days. Write to'],
  ])('with %s', async (_, wrap, wanted) => {
    const { api } = await setup();
    api.next('POST /chat', says(body));
    const { raw, code } = await finished(['chat', 'How?', '--wrap', wrap], {
      env: { ...api.env, NO_COLOR: '1' },
    });
    expect([code, raw]).toEqual([0, expect.stringContaining(wanted)]);
  });

  test('is as the server sent it in a pipe, and in the session', async () => {
    const { api, chat } = await setup();
    api.next('POST /chat', says(body));
    expect((await chat(['How?'])).out).toBe(`${body}\n`);
  });

  test('that is cut off loses no word', async () => {
    const { api } = await setup();
    api.next('POST /chat', says('one two three four', { cutAfter: 14 }));
    const { lines, code } = await finished(['chat', 'How?', '--no-retry'], {
      env: { ...api.env, NO_COLOR: '1' },
    });
    expect([code, lines]).toEqual([7, expect.arrayContaining(['one two three'])]);
  });

  test('follows the window when it is resized', async () => {
    const { api } = await setup();
    api.next(
      'POST /chat',
      says(`${'word '.repeat(30)}and ${'later '.repeat(30)}end`, {
        dripBytes: 5,
        everyMs: 30,
        framing: 'chunked',
      }),
    );
    const screen = onScreen(['chat', 'How?'], { env: { ...api.env, NO_COLOR: '1' }, columns: 60 });
    await screen.until(/word word\n/);
    screen.resize(100, 24);
    await screen.until('end');
    const shown = screen.raw().replaceAll('\r\n', '\n').split('\n');
    expect(shown.some((line) => /^(word )+word$/.test(line) && line.length <= 60)).toBe(true);
    expect(shown.some((line) => /^(later )+later$/.test(line) && line.length > 60)).toBe(true);
  });

  test('of which the last word is held is shown whole after Ctrl-C', async () => {
    const { api } = await setup();
    api.next(
      'POST /chat',
      says('one two three fo', { dripBytes: 16, everyMs: 60_000, framing: 'chunked', cutAfter: 1_000 }),
    );
    const screen = onScreen(['chat', 'How?', '--no-retry'], { env: { ...api.env, NO_COLOR: '1' } });
    await screen.until('one two three fo');
    screen.type('\u0003');
    await screen.until('Stopped');
    expect(await screen.seen()).toMatch(/one two three fo(\^C)?\n/);
  });
});
