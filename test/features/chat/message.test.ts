import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { main } from '../../../src/main.js';
import { emulator } from '../../support/emulator.js';
import { run, type TestIoOptions, testIo } from '../../support/io.js';
import { unwrapped } from '../../support/screen.js';

async function setup(options: Parameters<typeof emulator>[0] = {}) {
  const api = await emulator(options);
  const ask = (argv: readonly string[], more: TestIoOptions = {}) =>
    run(['chat', ...argv], { env: api.env, ...more });
  const sent = () => api.seen('POST /chat').map(({ body }) => body as Record<string, unknown>);
  const question = () => ((sent()[0]?.messages ?? []) as { content: string }[]).at(-1)?.content;
  return { api, ask, sent, question };
}

describe('the message', () => {
  test.each([
    ['C-01 words form one message', ['help', 'me'], undefined, 'help me'],
    ['-- ends the flags', ['--', '--help', 'me'], undefined, '--help me'],
    ['-m keeps a message from being taken for flags', ['-m', '--help'], undefined, '--help'],
    ['stdin alone', [], 'from a pipe\n', 'from a pipe'],
    ['a lone dash', ['-'], 'from a pipe', 'from a pipe'],
    ['a message, a blank line, and stdin', ['Translate:', '-'], 'text\n', 'Translate:\n\ntext'],
    ['stdin without its byte-order mark', ['-'], '\ufeffmarked', 'marked'],
  ])('%s', async (_, argv, stdin, wanted) => {
    const { ask, question } = await setup();
    const { code, err } = await ask(argv, stdin === undefined ? {} : { stdin });
    expect([code, err, question()]).toEqual([0, '', wanted]);
  });

  test('C-03 a message next to an unread pipe gets one warning, and none with -q', async () => {
    const { ask } = await setup();
    expect((await ask(['hello'], { stdin: 'more' })).err).toBe('stdin not read; add - to include it\n');
    expect((await ask(['hello', '-q'], { stdin: 'more' })).err).toBe('');
  });

  test('C-03 a pipe that is silent for three seconds triggers a notice', async () => {
    const { api } = await setup();
    const stdin = Object.assign(new Readable({ read() {} }), { isTTY: false });
    const io = { ...testIo({ env: api.env }), stdin };
    const done = main(['chat'], io);
    while (!io.err().includes('waiting for stdin')) await new Promise((resolve) => setTimeout(resolve, 5));
    stdin.push('late question');
    stdin.push(null);
    expect(await done).toBe(0);
    expect(io.slept).toEqual([3000]);
  });

  test.each([
    [['   '], undefined, 'No message'],
    [[], '', 'No message'],
    [[], ' \n\t', 'No message'],
    [['-'], Buffer.from('caf\xe9', 'latin1'), 'stdin is not UTF-8 (at byte 3)'],
    [['-'], 'x'.repeat(2 ** 20 + 1), 'stdin is larger than 1 MB'],
    [['a', '-m', 'b'], undefined, 'Two messages were given'],
    [['--save', 'What is this?'], undefined, '--save took the question as its id'],
    [['hi', '--temperature', '2'], undefined, 'Use a number from 0 to 1'],
    [['hi', '--format', 'csv'], undefined, 'chat does not support --format csv'],
  ])('C-04 C-05 %j is refused before a call: exits 2', async (argv, stdin, words) => {
    const { api, ask } = await setup();
    const { code, out, err } = await ask(argv, stdin === undefined ? { tty: true } : { stdin });
    expect([code, out, unwrapped(err), api.log.all()]).toEqual([2, '', expect.stringContaining(words), []]);
  });

  test('C-04 a very long question gets a warning and is sent whole', async () => {
    const { ask, question } = await setup();
    const long = 'why '.repeat(2500);
    expect((await ask([long])).err).toContain('has 10000 characters; the API may refuse more than 8000');
    expect(question()).toBe(long);
  });

  test('C-10 only explicitly set options are sent', async () => {
    const { ask, sent } = await setup();
    await ask(['hello']);
    expect(sent()[0]).toEqual({
      chatbotId: 'b1',
      messages: [{ role: 'user', content: 'hello' }],
      stream: true,
    });
    await ask([
      'hello',
      '--model',
      'x',
      '--temperature',
      '0',
      '--contact',
      'c1',
      '--save',
      's1',
      '--greeting',
    ]);
    expect(sent()[1]).toEqual({
      chatbotId: 'b1',
      messages: [
        { role: 'assistant', content: 'Hi! What can I help you with?' },
        { role: 'user', content: 'hello' },
      ],
      stream: true,
      model: 'x',
      temperature: 0,
      contactId: 'c1',
      conversationId: 's1',
    });
  });

  test('C-11 nothing is saved unless requested; --save alone generates an id and prints it', async () => {
    const { api, ask } = await setup();
    await ask(['hello']);
    const { err } = await ask(['hello', '--save']);
    const [, id] = /Saved in the dashboard as ([0-9a-f-]{36})/.exec(err) ?? [];
    const { json } = await api.ask('GET', '/get-conversations?chatbotId=b1');
    expect((json as { data: { id: string }[] }).data.map((one) => one.id)).toEqual([id]);
  });
});
