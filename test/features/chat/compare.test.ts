import { describe, expect, test } from 'vitest';
import { setup } from '../../support/chat.js';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { says } from '../../support/replies.js';
import { onScreen } from '../../support/screen.js';
import { workdir } from '../../support/workdir.js';

describe('compare', () => {
  test('C-111 lanes are printed in order, not by speed, and a failed lane does not affect the others', async () => {
    const { api, chat } = await setup();
    api.next('POST /chat', says('slow and first', { delayMs: 300 }));
    api.next('POST /chat', { status: 500, body: { message: 'Internal server error' } });
    const { code, out, err } = await chat(['hi', '--models', 'a,b,c', '--serial']);
    expect(code).toBe(0);
    expect(out).toMatch(/— A: a —\nslow and first\n— B: b —\n— C: c —\n(?:\w.*)?I could not find/);
    expect(err).toContain('⚠ B: 500: Internal server error');
    expect(out).toMatch(/^B {5}b +b +error/m);
  });

  test('C-112 exits 7 if a lane was cut off, 1 if no lane got an answer, 4 if the key is rejected', async () => {
    const { api, chat } = await setup();
    api.next('POST /chat', says('half a reply', { cutAfter: 4, framing: 'chunked' }));
    expect((await chat(['hi', '--models', 'a,b'])).code).toBe(7);
    api.next('POST /chat', { status: 400, body: { message: 'no' }, times: 2 });
    expect((await chat(['hi', '--models', 'a,b'])).code).toBe(1);
    api.next('POST /chat', { status: 401, body: { message: 'Unauthorized access' }, times: 2 });
    expect((await chat(['hi', '--models', 'a,b'])).code).toBe(4);
  });

  test('C-110 C-114 lanes set bot, model and temperature; --repeat reports how much answers vary', async () => {
    const { api, chat, calls } = await setup();
    api.next('POST /chat', says('one two three four'));
    api.next('POST /chat', says('one two three five'));
    const argv = [
      'hi',
      '--lane',
      'bot=b1,model=gpt-4o,temperature=0.7',
      '--lane',
      'bot=b2,label=new',
      '--repeat',
      '2',
      '--serial',
      '--json',
    ];
    const { code, out } = await chat(argv);
    const { lanes } = JSON.parse(out) as { lanes: Record<string, unknown>[] };
    expect([code, lanes.map(({ label, spread }) => [label, spread])]).toEqual([
      0,
      [
        ['Support gpt-4o at 0.7', 0.75],
        ['new', 1],
      ],
    ]);
    expect(calls().map(({ chatbotId, temperature }) => [chatbotId, temperature])).toEqual([
      ...[
        ['b1', 0.7],
        ['b1', 0.7],
      ],
      ...[
        ['b2', undefined],
        ['b2', undefined],
      ],
    ]);
  });

  test.each([
    [['--lane', 'model=a'], 'so there is nothing to compare'],
    [['--lane', 'modell=a', '--lane', 'model=b'], '--lane modell=a is not valid'],
    [['--lane', 'temperature=3', '--lane', 'model=b'], 'not a number from 0 to 1'],
    [['--models', 'a,b,c,d,e,f,g'], 'at most 6'],
    [['--models', 'a,b', '--label', 'x', '--label', 'y', '--label', 'z'], '3 labels for 2 lanes'],
    [['--models', 'a,b', '--blind'], 'which needs a terminal'],
  ])('%j is refused before a call', async (argv, words) => {
    const { chat, calls } = await setup();
    const { code, err } = await chat(['hi', ...argv]);
    expect([code, err, calls()]).toEqual([2, expect.stringContaining(words), []]);
  });

  test('C-92 more than 20 credits needs confirmation or --yes, and the cap applies before the first call', async () => {
    const { chat, calls } = await setup();
    const dear = ['hi', '--models', 'gpt-4,claude-3-opus'];
    expect(await chat(dear)).toMatchObject({
      code: 2,
      err: expect.stringContaining('2 messages, ≈ 40 credits'),
    });
    expect(await chat([...dear, '--max-credits', '30'])).toMatchObject({ code: 6 });
    expect(calls()).toEqual([]);
    expect((await chat([...dear, '--yes'])).code).toBe(0);
  });

  test('C-111 --columns needs enough width, and --diff shows the changed words', async () => {
    const { api, chat } = await setup();
    api.next('POST /chat', says('the quick brown fox'));
    api.next('POST /chat', says('the slow brown fox'));
    const wide = await chat(['hi', '--models', 'a,b', '--columns', '--serial', '--diff'], {
      tty: true,
      columns: 90,
    });
    expect(wide.out).toMatch(/A: a {40,}B: b/);
    expect(wide.out).toContain('the quick brown fox');
    expect(wide.out).toMatch(
      /the \u001b\[31m\u001b\[9mquick\u001b\[29m\u001b\[39m\u001b\[32mslow\u001b\[39m brown fox/,
    );
    const narrow = await chat(['hi', '--models', 'a,b', '--columns'], { tty: true, columns: 70 });
    expect(narrow.err).toContain('2 lanes side by side need 80 columns, but there are 70');
  });

  test('C-113 --blind hides the models until one is picked, and picks are counted', async () => {
    const api = await emulator();
    const home = workdir();
    const at = onScreen(['chat', 'hi', '--models', 'gpt-4o,gpt-5', '--blind'], { env: api.env, home });
    await at.until('Best answer (A, B; Enter for none)?');
    expect(await at.seen()).not.toMatch(/gpt-/);
    at.type('b\r');
    expect(await at.exit).toBe(0);
    const [, picked = ''] = /B was (\S+)/.exec(await at.seen()) ?? [];
    const { out } = await run(['picks', '--format', 'csv'], { home });
    expect(out).toContain(`${picked},1,1,1\n`);
  });

  test('Ctrl-C stops all lanes: exits 130', async () => {
    const api = await emulator({ paceMs: 200 });
    const at = onScreen(['chat', 'When are you open?', '--models', 'a,b'], { env: api.env });
    await at.until('We are');
    at.type('\u0003');
    expect(await at.exit).toBe(130);
  });
});
