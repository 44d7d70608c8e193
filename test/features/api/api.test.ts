import { describe, expect, test } from 'vitest';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { file } from '../../support/workdir.js';

describe('cbase api', () => {
  const setup = async (options = {}) => {
    const api = await emulator(options);
    return { api, cbase: (...argv: readonly string[]) => run(['api', ...argv], { env: api.env }) };
  };

  test('{bot} is replaced by the id only where it is a whole value', async () => {
    const { api, cbase } = await setup();
    const text = file('say {bot}', 'i.txt');
    await cbase('POST', '/update-chatbot-settings', '-f', 'chatbotId={bot}', '-f', `instructions=@${text}`);
    expect(api.seen('POST /update-chatbot-settings')[0]?.body).toEqual({
      chatbotId: 'b1',
      instructions: 'say {bot}',
    });
    expect((await cbase('GET', '/chatbots/{bot}/custom-attributes')).code).toBe(0);
    expect((await cbase('GET', '/get-leads', '--query', 'chatbotId={bot}')).code).toBe(0);
  });

  test('a stream is printed as it arrives; with --json as one document', async () => {
    const { cbase } = await setup();
    const argv = ['POST', '/chat', '-f', 'chatbotId=b1', '-f', 'stream=true', '-f', 'messages[][role]=user'];
    const data = '{"chatbotId":"b1","stream":true,"messages":[{"role":"user","content":"open?"}]}';
    expect((await cbase('POST', '/chat', '--data', data)).out).toBe('We are open from 8 to 18.');
    expect((await cbase('POST', '/chat', '--data', data, '--json')).out).toBe(
      '"We are open from 8 to 18."\n',
    );
    expect((await cbase(...argv)).code).toBe(1);
  });

  test('a response without a body is null in JSON and prints nothing otherwise', async () => {
    const { api, cbase } = await setup({ shape: 'documented' });
    await api.ask('POST', '/chatbots/b1/contacts', { users: [{ external_id: '1' }, { external_id: '2' }] });
    const { json } = await api.ask('GET', '/chatbots/b1/contacts');
    const [one, two] = (json as { data: { id: string }[] }).data;
    expect((await cbase('DELETE', `/chatbots/b1/contacts/${one?.id}`)).out).toBe('');
    expect((await cbase('DELETE', `/chatbots/b1/contacts/${two?.id}`, '--json')).out).toBe('null\n');
  });

  test.each([
    ['refused', { status: 401, body: { message: 'Unauthorized access' } }, 4],
    ['refused for its content', { status: 400, body: { message: 'Invalid request body' } }, 1],
    ['lost before it arrived in full', { drop: 'during' as const }, 7],
    ['lost after it was applied', { drop: 'after' as const }, 7],
    ['answered with a web page', { html: true }, 7],
    ['answered with a truncated body', { cutAfter: 3 }, 7],
  ])('a write that is %s ends like that of any command, and never as a bug', async (_, fault, code) => {
    const api = await emulator();
    api.next('POST /chatbots/b1/contacts', { ...fault, times: 0 });
    const argv = ['api', 'POST', '/chatbots/{bot}/contacts', '-f', 'users[][external_id]=c1'];
    const done = await run(argv, { env: api.env });
    expect([done.code, done.err]).toEqual([
      code,
      expect.not.stringMatching(/Internal error in cbase|undefined/),
    ]);
    expect(api.seen('POST /chatbots/b1/contacts').length).toBeLessThanOrEqual(1);
  });

  test('a write with an unknown outcome exits 7, a read is retried', async () => {
    const { api, cbase } = await setup();
    for (const fault of [{ status: 500 }, { drop: 'after' as const }, { html: true }]) {
      api.next('POST /create-chatbot', fault);
      const { code, err } = await cbase('POST', '/create-chatbot', '-f', 'chatbotName=Fresh');
      expect([code, err]).toEqual([
        7,
        expect.stringContaining('POST /create-chatbot may or may not have happened'),
      ]);
    }
    expect(api.seen('POST /create-chatbot').length).toBe(3);
    api.next('GET /get-chatbots', { status: 500 });
    expect((await cbase('GET', '/get-chatbots')).code).toBe(0);
  });

  test.each([
    [['FETCH', '/x'], '"FETCH" is not a supported HTTP method'],
    [['GET', '/x', '-f', 'a=1'], 'A GET request has no body'],
    [['POST', '/x', '-f', 'a=1', '--data', '{}'], 'both set the request body'],
    [['POST', '/x', '--data', '{'], '--data is not JSON'],
    [['GET', '/x', '--query', 'a'], '--query "a" is not KEY=VALUE'],
    [['GET', '/get-chatbots', '--format', 'csv'], 'api does not support --format csv'],
  ])('%j is refused: exits 2', async (argv, words) => {
    const { api, cbase } = await setup();
    const { code, err } = await cbase(...argv);
    expect([code, err, api.log.all()]).toEqual([2, expect.stringContaining(words), []]);
  });
});
