import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { platformNames, platforms } from '../../../src/embed/platforms.js';
import { cli } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { file, workdir } from '../../support/workdir.js';

const id = 'Abc-defghijklmnop_rst';
const bot = { CHATBASE_BOT_ID: id };

describe('cbase embed', () => {
  test('a bot that is named by its id needs no key and no network', async () => {
    const { code, out, err } = await cli(['embed'], { env: bot });
    expect(code).toBe(0);
    expect(out).toContain(`script.id = "${id}";`);
    expect(out).toContain('script.src = "https://www.chatbase.co/embed.min.js";');
    expect(out).toContain('script.domain = "www.chatbase.co";');
    expect(err).toContain('Where it goes on your website:');
    expect((await cli(['embed', '--quiet'], { env: bot })).err).toBe('');
  });

  test('a bot that is named by its name is looked up, and one that is private is warned about', async () => {
    const api = await emulator();
    const env = { ...api.env, CHATBASE_BOT_ID: 'Support' };
    const { code, out, err } = await cli(['embed'], { env });
    expect([code, out]).toEqual([0, expect.stringContaining('script.id = "b1";')]);
    expect(out).toContain(`script.src = "${new URL(api.url).origin}/embed.min.js";`);
    expect(err).toContain('Support is private');
    expect(err).toContain('cbase bots update b1 --visibility public');
    const unknown = await cli(['embed', '--bot', 'Suport'], { env });
    expect([unknown.code, unknown.out]).toEqual([5, '']);
  });

  test.each(platformNames)('%s: says where it goes, from the page of the documentation', async (name) => {
    const { code, out } = await cli(['embed', '--for', name, '--json'], { env: bot });
    const { title, steps, source = null, type } = platforms[name];
    const json = JSON.parse(out);
    expect([code, json.place]).toEqual([0, { platform: name, title, steps, source }]);
    expect(json.type).toBe(type);
    if (name === 'wordpress') expect(json.snippet).toBe(`${id}\n`);
    else expect(json.snippet).toContain(type === 'iframe' ? `/chatbot-iframe/${id}"` : 'embed.min.js');
  });

  test('what needs the script makes it a widget, also on WordPress and Shopify', async () => {
    const shop = await cli(['embed', '--for', 'shopify', '--events', 'all'], { env: bot });
    expect(shop.out).toContain('addEventListener("tool-result"');
    expect(shop.err).toContain('The documentation shows the iframe there; this is the widget.');
    const press = await cli(['embed', '--for', 'wordpress', '--identify'], { env: bot });
    expect(press.out).toContain('"user_hash": "{{USER_HASH}}"');
    expect(press.err).toContain('takes only the id');
  });

  test('identifies users with placeholders, before the script, and never with the secret', async () => {
    const env = { ...bot, CHATBASE_IDENTITY_SECRET: 'identity-secret-0001' };
    const argv = ['embed', '--identify', '--metadata', 'bio=</script>\u2028', '--metadata', 'plan=pro'];
    const { out, err } = await cli(argv, { env });
    expect(out.indexOf('chatbaseUserConfig')).toBeLessThan(out.indexOf('embed.min.js'));
    expect(out).toContain('"bio": "\\u003C/script\\u003E\\u2028"');
    expect(out.match(/<\/script>/g)).toHaveLength(2);
    expect(out + err).not.toContain('identity-secret-0001');
    expect(err).toContain('Never compute it in the page');
  });

  test('a page is written for a web server, with the name of its bot as text', async () => {
    const api = await emulator();
    await api.ask('POST', '/update-chatbot-settings', { chatbotId: 'b1', name: '<b>"A" & \'B\'' });
    const cwd = workdir();
    const argv = ['embed', '--page', '--out', 'chat.html'];
    const { code, out, err } = await cli(argv, { env: api.env, cwd });
    expect([code, out]).toEqual([0, '']);
    expect(err).toContain('Wrote chat.html.');
    const page = readFileSync(join(cwd, 'chat.html'), 'utf8');
    expect(page).toContain('<title>&lt;b&gt;&quot;A&quot; &amp; &#39;B&#39;</title>');
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">\n[\s\S]*<\/html>\n$/);
    expect(statSync(join(cwd, 'chat.html')).mode & 0o777).toBe(0o644);
    expect((await cli(argv, { env: api.env, cwd })).code).toBe(2);
    expect((await cli([...argv, '--force'], { env: api.env, cwd })).code).toBe(0);
  });

  test('--local points to an emulator that has to be started', async () => {
    const { code, out, err } = await cli(['embed', '--local', '--bot', 'Harbor Coffee']);
    expect([code, out]).toEqual([0, expect.stringContaining('"http://127.0.0.1:4010/embed.min.js"')]);
    expect(err).toContain('cbase emulator --data');
  });

  test('a custom domain serves script and iframe', async () => {
    const widget = await cli(['embed', '--host', 'https://chat.example.com'], { env: bot });
    expect(widget.out).toContain('"https://chat.example.com/embed.min.js"');
    expect(widget.out).toContain('script.domain = "chat.example.com"');
    const iframe = await cli(['embed', '--host', 'example.com', '--type', 'iframe'], { env: bot });
    expect(iframe.out).toContain(`src="https://example.com/chatbot-iframe/${id}"`);
    expect(iframe.err).toContain('Warning: example.com seems to be no subdomain');
  });

  const long = 'x'.repeat(501);
  test.each([
    [['--host', 'http://chat.example.com'], 'uses http'],
    [['--initial-messages', long, long], '1,002 characters'],
    [['--initial-messages', 'Hi', ''], 'An initial message is empty'],
    [['--identify', '--metadata', `a=${long}`, '--metadata', `b=${long}`], '1,002 characters'],
    [['--identify', '--metadata', 'plan'], 'has no name'],
    [['--metadata', 'plan=pro'], 'Add --identify'],
    [['--events', 'user-mesage'], 'Did you mean user-message?'],
    [['--type', 'iframe', '--events', 'all'], '--events needs the script'],
    [['--type', 'iframe', '--initial-messages', 'Hi'], '--initial-messages needs the script'],
    [['--for', 'squarespace'], 'Allowed choices'],
    [['--force'], '--force has no effect'],
    [['--tools', 'none.js'], 'none.js'],
    [['--format', 'csv'], '--format csv'],
  ])('%j is refused', async (words, reason) => {
    const { code, out, err } = await cli(['embed', ...words], { env: bot });
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(reason);
  });

  test('metadata that is too long only with its names is warned about', async () => {
    const { code, err } = await cli(['embed', '--identify', '--metadata', `name=${'x'.repeat(999)}`], {
      env: bot,
    });
    expect([code, err]).toEqual([0, expect.stringContaining('1,003 characters')]);
  });

  test('actions of a file are embedded in one call', async () => {
    const tools = file('["ping", "pong"]', 'tools.json');
    const { out } = await cli(['embed', '--tools', tools], { env: bot });
    expect(out.match(/registerTools\(/g)).toHaveLength(1);
    expect(out).toContain('"ping": async (args, user) =>');
  });
});
