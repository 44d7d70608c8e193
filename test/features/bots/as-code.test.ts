import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { account } from '../../support/account.js';
import { shell, startCli } from '../../support/cli.js';
import { json, server } from '../../support/handmade-server.js';
import { run } from '../../support/io.js';
import { finished, onScreen } from '../../support/screen.js';
import { file, workdir } from '../../support/workdir.js';

const settings = 'POST /update-chatbot-settings';

/** An account whose bot b1 was pulled into a file. */
async function pulled(options: Parameters<typeof account>[0] = {}) {
  const { api, cbase } = await account(options);
  const path = join(workdir(), 'bot.yaml');
  const done = await cbase(['bots', 'pull', '--out', path]);
  expect(done.code, done.err).toBe(0);
  const edit = (from: string | RegExp, to: string) => {
    const before = readFileSync(path, 'utf8');
    const after = before.replace(from, to);
    expect(after).not.toBe(before);
    writeFileSync(path, after);
  };
  const set = (fields: object) => api.ask('POST', '/update-chatbot-settings', { chatbotId: 'b1', ...fields });
  const held = async () => {
    const { json } = await api.ask('GET', '/get-chatbots');
    const { chatbots } = json as { chatbots: { data: Record<string, unknown>[] } };
    return chatbots.data.find(({ id }) => id === 'b1') ?? {};
  };
  return { api, cbase, path, edit, set, held };
}

describe('pull', () => {
  test('a second pull writes the same bytes, and the file is one that others may read', async () => {
    const { cbase, path } = await pulled();
    const { out } = await cbase(['bots', 'pull']);
    expect(out).toBe(readFileSync(path, 'utf8'));
    expect(statSync(path).mode & 0o777).toBe(0o644);
  });

  test('does not replace a file without --force', async () => {
    const { api, cbase, path, set } = await pulled();
    await set({ temp: 0.9 });
    const listed = api.seen('GET /get-chatbots').length;
    const refused = await cbase(['bots', 'pull', '--out', path]);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('already exists. Add --force')]);
    expect(api.seen('GET /get-chatbots')).toHaveLength(listed);
    expect(await cbase(['bots', 'pull', '--out', path, '--force'])).toMatchObject({ code: 0 });
    expect(readFileSync(path, 'utf8')).toContain('\ntemperature: 0.9\n');
  });

  test('as JSON it is the same document, which can be applied as well', async () => {
    const { cbase } = await pulled();
    const { out } = await cbase(['bots', 'pull', '--json']);
    expect(JSON.parse(out)).toMatchObject({ bot: 'b1', name: 'Support', temperature: 0 });
    const again = await cbase(['bots', 'apply', file(out, 'bot.json'), '--yes', '--json']);
    expect(JSON.parse(again.out)).toMatchObject({ ok: true, changes: [] });
  });
});

describe('pull, diff, plan and apply', () => {
  test('a pulled file changes nothing: no difference, an empty plan, no write request', async () => {
    const { api, cbase, path } = await pulled();
    expect(await cbase(['bots', 'diff', path, '--detailed-exitcode'])).toMatchObject({ code: 0 });
    expect(await cbase(['bots', 'plan', path, '--detailed-exitcode'])).toMatchObject({ code: 0 });
    expect(await cbase(['bots', 'apply', path, '--yes'])).toMatchObject({ code: 0 });
    expect(api.seen(settings)).toEqual([]);
  });

  test('a change is shown, planned, applied, and then no longer there', async () => {
    const { api, cbase, path, edit, held } = await pulled();
    edit('temperature: 0\n', 'temperature: 0.7\n');
    edit('theme: null', 'theme: dark');
    const diff = await cbase(['bots', 'diff', path, '--detailed-exitcode']);
    expect([diff.code, diff.out]).toEqual([
      10,
      `Support (b1) differs from ${path} in 2 settings:\n\ntemperature\n  - 0\n  + 0.7\n\nstyles.theme\n  - (not set)\n  + dark\n`,
    ]);
    expect(await cbase(['bots', 'diff', path])).toMatchObject({ code: 0 });
    const plan = join(workdir(), 'plan.json');
    const planned = await cbase(['bots', 'plan', path, '--out', plan, '--detailed-exitcode']);
    expect([planned.code, planned.err]).toEqual([
      10,
      `The plan is in ${plan}. Apply it with: cbase bots apply ${plan}\n`,
    ]);
    expect(statSync(plan).mode & 0o777).toBe(0o600);
    expect(api.seen(settings)).toEqual([]);
    const applied = await cbase(['bots', 'apply', plan, '--yes', '--json']);
    expect(JSON.parse(applied.out)).toMatchObject({
      ok: true,
      id: 'b1',
      changes: [
        { setting: 'temperature', from: 0, to: 0.7 },
        { setting: 'styles.theme', from: null, to: 'dark' },
      ],
    });
    expect(api.seen(settings).map(({ body }) => body)).toEqual([
      { chatbotId: 'b1', temp: 0.7, styles: { theme: 'dark' } },
    ]);
    expect(await held()).toMatchObject({ temp: 0.7, styles: { theme: 'dark' } });
    expect(await cbase(['bots', 'diff', path, '--detailed-exitcode'])).toMatchObject({ code: 0 });
    expect(await cbase(['bots', 'apply', plan, '--yes'])).toMatchObject({ code: 0 });
    expect(await cbase(['bots', 'apply', path, '--yes'])).toMatchObject({ code: 0 });
    expect(api.seen(settings)).toHaveLength(1);
  });

  test('what is not in the file is left alone, also within styles and the lead form', async () => {
    const { api, cbase, set, held } = await pulled({ switches: { styles: 'replace' } });
    await set({
      styles: { theme: 'dark', buttonColor: '#000' },
      collectCustomerInformation: { title: 'Hello', name: { label: 'Name', active: true } },
    });
    const small = file('styles:\n  theme: light\nlead_form:\n  name:\n    active: false\n', 'bot.yaml');
    expect(await cbase(['bots', 'apply', small, '--yes'])).toMatchObject({ code: 0 });
    expect(api.seen(settings).at(-1)?.body).toEqual({
      chatbotId: 'b1',
      styles: { theme: 'light', buttonColor: '#000' },
      collectCustomerInformation: { title: 'Hello', name: { label: 'Name', active: false } },
    });
    expect(await held()).toMatchObject({ styles: { theme: 'light', button_color: '#000' } });
  });

  test('a value that the bot has already is accepted whatever it is; as a change it is refused with its place', async () => {
    const { api, cbase, set } = await pulled();
    await set({ model: 'model-of-tomorrow' });
    const { out } = await cbase(['bots', 'pull']);
    expect(await cbase(['bots', 'diff', file(out, 'same.yaml'), '--detailed-exitcode'])).toMatchObject({
      code: 0,
    });
    const changes: readonly (readonly [string, string])[] = [
      ['model: gpt-4o-mni', ':1:1: "gpt-4o-mni" is not a known model. Did you mean "gpt-4o-mini"?'],
      ['temperature: 1.5', ':1:1: "temperature" must be a number from 0 to 1, not 1.5.'],
      ['ip_limit: 2.5', ':1:1: "ip_limit" must be a whole number from 0 to'],
      ['visibility: pubic', ':1:1: "visibility" cannot be "pubic". Did you mean "public"?'],
      ['domains: ["https://example.com"]', ':1:1: "https://example.com" is not a domain.'],
      [
        'styles:\n  button_color: blue',
        ':2:3: "button_color" must be a color, not "blue"'.replace('"button_color"', '"styles.button_color"'),
      ],
      ['name: " "', ':1:1: the name of the bot is empty.'],
    ];
    for (const [text, words] of changes) {
      const path = file(`${text}\n`, 'bot.yaml');
      for (const argv of [['diff'], ['plan'], ['apply', '--yes']]) {
        const { code, err } = await cbase(['bots', ...argv, path]);
        expect([code, err]).toEqual([2, expect.stringContaining(path + words)]);
      }
    }
    const newer = file('model: model-of-next-week\n', 'bot.yaml');
    expect(await cbase(['bots', 'apply', newer, '--yes', '--any-model'])).toMatchObject({ code: 0 });
    expect(api.seen(settings).at(-1)?.body).toEqual({ chatbotId: 'b1', model: 'model-of-next-week' });
  });

  test('what is no documented setting stays in the file, is compared aloud, and never sent', async () => {
    const { api, cbase, path, held } = await pulled();
    writeFileSync(path, `${readFileSync(path, 'utf8')}\nother:\n  retraining_interval: daily\n`);
    const before = await held();
    const { code, err } = await cbase(['bots', 'apply', path, '--yes']);
    expect([code, err]).toEqual([
      0,
      'Not compared, because it is no documented setting: retraining_interval differs from Support (b1)\n',
    ]);
    expect(api.seen(settings)).toEqual([]);
    expect(await held()).toEqual(before);
  });

  test('a file on stdin is called stdin', async () => {
    const { api } = await pulled();
    const options = (stdin: string) => ({ env: api.env, stdin });
    const bad = await run(['bots', 'diff', '-'], options('temprature: 1\n'));
    expect([bad.code, bad.err]).toEqual([
      2,
      expect.stringContaining('stdin:1:1: "temprature" is not a known field'),
    ]);
    const same = await run(['bots', 'apply', '-', '--yes', '--format', 'table'], options('temperature: 0\n'));
    expect([same.code, same.out]).toEqual([0, 'Nothing to change: Support (b1) is as stdin says.\n']);
  });

  test('without a file and without a bot.yaml, it names the file that is missing', async () => {
    const { cbase } = await pulled();
    expect(await cbase(['bots', 'diff'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('bot.yaml: no such file'),
    });
  });

  test('long texts and lists are compared line by line', async () => {
    const { cbase, path, set } = await pulled();
    const lines = Array.from({ length: 12 }, (_, i) => `line ${i}`);
    await set({ instructions: lines.join('\n'), initialMessages: ['Hi!', 'Welcome'] });
    const text = `instructions: |-\n${lines.map((line) => `  ${line.replace('line 11', 'the end')}\n`).join('')}`;
    writeFileSync(path, `${text}initial_messages: [Hi!]\n`);
    const { out } = await cbase(['bots', 'diff', path]);
    expect(out).toContain(
      'instructions\n    …\n    line 8\n    line 9\n    line 10\n  - line 11\n  + the end\n',
    );
    expect(out).toContain('initial_messages\n    "Hi!"\n  - "Welcome"\n');
    const inJson = await cbase(['bots', 'diff', path, '--json', '--detailed-exitcode']);
    expect([inJson.code, JSON.parse(inJson.out)]).toMatchObject([
      10,
      {
        ok: true,
        bot: { id: 'b1', name: 'Support' },
        changes: [{ setting: 'instructions' }, { from: ['Hi!', 'Welcome'], to: ['Hi!'] }],
      },
    ]);
  });
});

describe('which bot', () => {
  test('the file names it; the command line overrides the file and says so; a variable does neither', async () => {
    const { api } = await pulled();
    const path = file('bot: Sales\ntemperature: 0.4\n', 'bot.yaml');
    const { CHATBASE_BOT_ID: _, ...env } = api.env;
    const cli = (line: string, more = {}) => shell(`cbase bots ${line}`, { env: { ...env, ...more } });
    expect((await cli(`diff ${path}`)).out).toContain('Sales (b2) differs');
    const named = await cli(`diff Support ${path}`);
    expect([named.out, named.err]).toEqual([
      expect.stringContaining('Support (b1) differs'),
      `${path} names the bot "Sales"; using Support (b1), as the command line says\n`,
    ]);
    expect((await cli(`diff ${path} --bot b1`)).out).toBe(named.out);
    expect(await cli(`apply ${path} --yes`, { CHATBASE_BOT_ID: 'b1' })).toMatchObject({
      code: 2,
      err: `cbase: ${path} is for Sales (b2), but CHATBASE_BOT_ID names "b1". Say which of them with --bot.\n`,
    });
    expect((await cli(`diff ${path}`, { CHATBASE_BOT_ID: 'sales' })).code).toBe(0);
    expect(await cli(`diff b2 ${path} --bot b1`)).toMatchObject({ code: 2 });
    expect(api.seen(settings)).toEqual([]);
  });

  test('a bot that the account does not have is named with the file', async () => {
    const { cbase } = await pulled();
    const path = file('bot: Nobody\ntemperature: 0.4\n', 'bot.yaml');
    const { code, err } = await cbase(['bots', 'diff', path]);
    expect([code, err]).toEqual([
      5,
      expect.stringContaining(`${path} is for the bot "Nobody", which is not in this account`),
    ]);
  });
});

describe('what the server does with an apply', () => {
  const changed = () => file('temperature: 0.7\nlead_form:\n  title: Hello\n', 'bot.yaml');

  test('settings that it silently drops are named, and the command exits 3', async () => {
    const { api, cbase } = await pulled();
    api.next(settings, { status: 202, body: { message: 'Your changes are saved.' } });
    const { code, err } = await cbase(['bots', 'apply', changed(), '--yes']);
    expect([code, err]).toEqual([
      3,
      expect.stringContaining(
        'The change of Support was accepted, but the server did not keep: temperature, lead_form.title.',
      ),
    ]);
  });

  test('a lost response is settled by reading back', async () => {
    const { api, cbase, held } = await pulled();
    api.next(settings, { drop: 'after', times: 0 });
    const { code, err } = await cbase(['bots', 'apply', changed(), '--yes']);
    expect([code, err]).toEqual([
      0,
      expect.stringMatching(/The response was lost \(.+\), but Support \(b1\) has all changes\n$/),
    ]);
    expect(await held()).toMatchObject({ temp: 0.7 });
  });

  test('a request that never had an effect fails as what it is, and can be repeated', async () => {
    const { api, cbase } = await pulled();
    api.next(settings, { drop: 'before', times: 6 });
    const path = changed();
    expect(await cbase(['bots', 'apply', path, '--yes'])).toMatchObject({ code: 75 });
    api.weather.clear();
    expect(await cbase(['bots', 'apply', path, '--yes'])).toMatchObject({ code: 0 });
  });

  test('what can neither be confirmed nor read is in doubt', async () => {
    const { api, cbase } = await pulled();
    api.next(settings, { drop: 'after', times: 0 });
    api.next('GET /get-chatbots', { skip: 1, times: 0, status: 500, body: { message: 'Error' } });
    const { code, err } = await cbase(['bots', 'apply', changed(), '--yes']);
    expect([code, err]).toEqual([
      7,
      expect.stringContaining('The change of Support may or may not have happened'),
    ]);
  });

  test('Ctrl-C while it is on its way is in doubt, ends at once, and a diff tells', async () => {
    const { api } = await pulled();
    api.next(settings, { delayMs: 20_000, applied: true, status: 202, body: {} });
    const path = changed();
    const child = startCli(['bots', 'apply', path, '--yes'], { env: api.env });
    await expect.poll(() => api.seen(settings).length, { timeout: 10_000 }).toBe(1);
    const stopped = performance.now();
    child.kill('SIGINT');
    const { exitCode, stderr } = await child;
    expect(performance.now() - stopped).toBeLessThan(1000);
    expect([exitCode, String(stderr)]).toEqual([
      7,
      expect.stringContaining('The change of Support may or may not have happened'),
    ]);
    expect((await run(['bots', 'diff', path], { env: api.env })).out).toContain('is as');
  });

  test('settings that it does not return are set, and not taken for stored', async () => {
    const sent: string[] = [];
    const env = await server((path, response) => {
      sent.push(path);
      json(
        response,
        path === '/get-chatbots'
          ? { chatbots: [{ id: 'b1', name: 'Support', model: 'gpt-4o' }] }
          : { message: 'ok' },
      );
    });
    const cbase = (...argv: string[]) => run(['bots', ...argv], { env });
    expect((await cbase('pull')).out.replace(/\n# +/g, ' ')).toContain(
      'Not returned by the server, so that cbase can set but not read or compare them: instructions, temperature,',
    );
    const path = file('model: gpt-4o\ntemperature: 0.7\n', 'bot.yaml');
    const diff = await cbase('diff', path, '--detailed-exitcode');
    expect([diff.code, diff.err]).toEqual([
      0,
      'Not compared, because the server does not return it: temperature\n',
    ]);
    const applied = await cbase('apply', path, '--yes');
    expect([applied.code, applied.err]).toEqual([
      0,
      'Sent, but not verified, because the server does not return it: temperature\n',
    ]);
    expect(sent.filter((one) => one === '/update-chatbot-settings')).toHaveLength(1);
  });

  test('a value that it refuses is refused with its words, and nothing is changed', async () => {
    const { cbase, held } = await pulled();
    const { code, err } = await cbase([
      'bots',
      'apply',
      file('visibility: null\ntemperature: 0.7\n', 'bot.yaml'),
      '--yes',
    ]);
    expect([code, err]).toEqual([1, expect.stringContaining('visibility has invalid value.')]);
    expect(await held()).toMatchObject({ temp: 0 });
  });
});

describe('asking', () => {
  test('on a terminal it shows the changes and asks; without one it names --yes', async () => {
    const { api, cbase } = await pulled();
    const path = file('temperature: 0.7\n', 'bot.yaml');
    const refused = await cbase(['bots', 'apply', path]);
    expect([refused.code, refused.err]).toEqual([
      2,
      expect.stringContaining('This changes 1 setting of Support: temperature'),
    ]);
    const screen = onScreen(['bots', 'apply', path], { env: api.env });
    await screen.until('Change 1 setting of Support?');
    expect(await screen.seen()).toContain('temperature\n  - 0\n  + 0.7');
    screen.type('y\r');
    expect(await screen.exit).toBe(0);
    expect(api.seen(settings)).toHaveLength(1);
  });

  test('what was changed while it asked is not overwritten', async () => {
    const { api, set } = await pulled();
    const path = file('temperature: 0.7\n', 'bot.yaml');
    const screen = onScreen(['bots', 'apply', path], { env: api.env });
    await screen.until('Change 1 setting of Support?');
    await set({ temp: 0.2 });
    screen.type('y\r');
    await screen.until('was changed in the meantime; nothing was sent');
    expect(await screen.exit).toBe(1);
    expect(api.seen(settings)).toHaveLength(1);
  });

  test('Ctrl-C at the question changes nothing', async () => {
    const { api } = await pulled();
    const screen = onScreen(['bots', 'apply', file('temperature: 0.7\n', 'bot.yaml')], { env: api.env });
    await screen.until('Change 1 setting of Support?');
    screen.type('\u0003');
    expect(await screen.exit).toBe(130);
    expect(api.seen(settings)).toEqual([]);
  });

  test('a difference is colored on a terminal only', async () => {
    const { api } = await pulled();
    const { raw } = await finished(['bots', 'diff', file('temperature: 0.7\n', 'bot.yaml')], {
      env: api.env,
    });
    expect(raw).toContain('\u001b[31m  - 0\u001b[39m');
    const plain = await finished(['bots', 'diff', file('temperature: 0.7\n', 'bot.yaml'), '--no-color'], {
      env: api.env,
    });
    expect(plain.raw).not.toContain('\u001b[3');
  });
});
