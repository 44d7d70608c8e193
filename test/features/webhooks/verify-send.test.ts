import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { cli } from '../../support/cli.js';
import { freePort, leadEvent, receiver, secret, signatureOf } from '../../support/listener.js';
import { isInstalled } from '../../support/programs.js';
import { file } from '../../support/workdir.js';

const hasOpenssl = isInstalled('openssl', 'no signature of OpenSSL is checked', ['version']);

const env = { CHATBASE_WEBHOOK_SECRET: secret };
const body = leadEvent(1);

describe('webhooks verify', () => {
  const verify = (text: string, signature: string, more: readonly string[] = []) =>
    cli(['webhooks', 'verify', file(text, 'body.json'), '--signature', signature, ...more], { env });

  test.skipIf(!hasOpenssl)('a signature made by OpenSSL is valid, from a file and from stdin', async () => {
    const digest = execFileSync('openssl', ['dgst', '-sha1', '-hmac', secret], {
      input: body,
      encoding: 'utf8',
    });
    const signature = digest.trim().split(' ').at(-1) ?? '';
    expect(await verify(body, signature)).toEqual({ code: 0, out: 'The signature is valid.\n', err: '' });
    const argv = ['webhooks', 'verify', '-', '--signature', signature];
    expect(await cli(argv, { env, input: body })).toMatchObject({ code: 0 });
    expect(JSON.parse((await verify(body, signature, ['--json'])).out)).toEqual({
      ok: true,
      isValid: true,
      bytes: body.length,
      isJson: true,
      eventType: 'leads.submit',
    });
  });

  const good = signatureOf(body);
  test.each([
    ['another body', `${body} `.replace('P 1', 'P 2'), good, 'the secret is another one'],
    ['another secret', body, signatureOf(body, 'x'), 'the secret is another one'],
    ['a line feed too many', `${body}\n`, good, 'it fits the body without its line feed at the end'],
    ['a line feed too few', body, signatureOf(`${body}\n`), 'it fits the body with a line feed at the end'],
    [
      'JSON written again',
      JSON.stringify(JSON.parse(body), null, 2),
      good,
      'it fits the same JSON without spaces',
    ],
    ['upper case', body, good.toUpperCase(), 'it is correct, but it has upper-case letters'],
    ['a prefix', body, `sha1=${good}`, 'it is correct, but it begins with "sha1="'],
    ['too short', body, good.slice(1), 'it has 39 digits instead of 40'],
    ['too long', body, `${good}0`, 'it has 41 digits instead of 40'],
    ['SHA-256', body, 'a'.repeat(64), 'it is HMAC-SHA256 and not HMAC-SHA1'],
    ['no hex', body, 'nonsense!', 'it is not hexadecimal'],
    ['nothing', body, '', 'it has 0 digits instead of 40'],
  ])('%s ends with 3 and the likely reason', async (_, text, signature, reason) => {
    expect(await verify(text, signature)).toMatchObject({
      code: 3,
      out: '',
      err: expect.stringContaining(reason),
    });
  });

  test('the reason is a field, too', async () => {
    const { code, out } = await verify(`${body}\n`, good, ['--json']);
    expect([code, JSON.parse(out)]).toMatchObject([
      3,
      { ok: false, error: { code: 'partial', details: { isValid: false, isCertain: true } }, exitCode: 3 },
    ]);
  });

  test('the body and the secret cannot both come from stdin', async () => {
    const argv = ['webhooks', 'verify', '-', '--signature', good, '--secret-file', '-'];
    expect(await cli(argv, { input: 'x' })).toMatchObject({ code: 2 });
  });
});

describe('webhooks send', () => {
  const send = (url: string, ...more: readonly string[]) => cli(['webhooks', 'send', url, ...more], { env });

  test('a signed sample arrives, and so do the flags', async () => {
    const up = await receiver();
    const flags = [
      '--event',
      'x.y',
      '--conversation',
      'v9',
      '--bot',
      'b7',
      '--name',
      '-A',
      '--email',
      'e@f.g',
    ];
    const { code, out } = await send(up.url, ...flags, '--phone', '+1', '--repeat', '2', '--json');
    expect([code, JSON.parse(out).map((one: { status: number }) => one.status)]).toEqual([0, [200, 200]]);
    expect(up.got.map((got) => got.body)).toEqual(Array(2).fill(up.got[0]?.body));
    expect(JSON.parse(up.got[0]?.body ?? '')).toEqual({
      eventType: 'x.y',
      chatbotId: 'b7',
      payload: { conversationId: 'v9', customerEmail: 'e@f.g', customerName: '-A', customerPhone: '+1' },
    });
    expect(up.got[0]?.headers['x-chatbase-signature']).toBe(signatureOf(up.got[0]?.body ?? ''));
  });

  test('the bytes of a file are sent as they are', async () => {
    const up = await receiver();
    const text = '{ "any":  "thing" }\n';
    expect(await send(up.url, '--data', file(text, 'e.json'))).toMatchObject({ code: 0 });
    expect(up.got[0]?.body).toBe(text);
    expect(await send(up.url, '--data', 'x', '--name', 'Ada')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--data is the whole event, so --name has no place in it'),
    });
  });

  test.each([
    [200, 0],
    [302, 76],
    [400, 1],
    [429, 75],
    [503, 75],
  ])('a response of %i ends with %i', async (status, code) => {
    const up = await receiver(() => status);
    const sent = await send(up.url, '--format', 'csv', '--fields', 'attempt,status');
    expect([sent.code, sent.out]).toEqual([code, `attempt,status\n1,${status}\n`]);
  });

  test('a receiver that is not there ends with 75, and an address that is not safe with 2', async () => {
    const gone = await send(`http://127.0.0.1:${await freePort()}/`);
    expect([gone.code, gone.out]).toEqual([75, expect.stringContaining('ECONNREFUSED')]);
    expect(await send('http://example.com/')).toMatchObject({ code: 2 });
  });

  test('needs no key, and sends none', async () => {
    const up = await receiver();
    await cli(['webhooks', 'send', up.url], { env: { ...env, CHATBASE_API_KEY: 'canary-key' } });
    expect(JSON.stringify(up.got)).not.toContain('canary-key');
  });
});
