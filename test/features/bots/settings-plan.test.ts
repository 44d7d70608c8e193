import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { account } from '../../support/account.js';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { file, workdir } from '../../support/workdir.js';

const settings = 'POST /update-chatbot-settings';

/** A plan to make the bot b1 warmer and brighter. */
async function planned() {
  const { api, cbase } = await account();
  const path = file('bot: b1\ntemperature: 0.7\nvisibility: private\nstyles:\n  theme: light\n', 'bot.yaml');
  const plan = join(workdir(), 'plan.json');
  const done = await cbase(['bots', 'plan', path, '--out', plan]);
  expect(done.code, done.err).toBe(0);
  const set = (fields: object) => api.ask('POST', '/update-chatbot-settings', { chatbotId: 'b1', ...fields });
  const apply = (...more: readonly string[]) => cbase(['bots', 'apply', plan, '--yes', ...more]);
  return { api, cbase, path, plan, set, apply };
}

describe('a plan is refused', () => {
  test('when a setting of its file was changed on the server since, which is named', async () => {
    const { api, set, apply } = await planned();
    await set({ temp: 0.3, instructions: 'Not in the file.' });
    const { code, err } = await apply();
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(
        /Support \(b1\) was changed since .+plan\.json was made: temperature; nothing was sent/,
      ),
    ]);
    expect(api.seen(settings)).toHaveLength(1);
  });

  test('also for a setting that needed no change when it was made', async () => {
    const { set, apply } = await planned();
    await set({ visibility: 'public' });
    const { code, out } = await apply('--json');
    expect([code, JSON.parse(out)]).toMatchObject([
      1,
      { error: { code: 'refused', details: { changed: ['visibility'] } } },
    ]);
  });

  test('when it was edited', async () => {
    const { api, plan, apply } = await planned();
    writeFileSync(plan, readFileSync(plan, 'utf8').replace('"wanted": 0.7', '"wanted": 0.9'));
    expect(await apply()).toMatchObject({
      code: 2,
      err: expect.stringContaining(`${plan} was edited after it was made. Make a new one`),
    });
    expect(api.seen(settings)).toEqual([]);
  });

  test('when its settings file has changed', async () => {
    const { path, plan, apply } = await planned();
    writeFileSync(path, 'temperature: 0.1\n');
    expect(await apply()).toMatchObject({
      code: 2,
      err: expect.stringContaining(`${path} has changed since ${plan} was made from it`),
    });
  });

  test('for another bot than the command line names', async () => {
    const { plan, apply } = await planned();
    expect(await apply('--bot', 'b2')).toMatchObject({
      code: 2,
      err: expect.stringContaining(`${plan} was made for Support (b1), not for Sales (b2)`),
    });
  });

  test('for another server, and in an account that lacks the bot', async () => {
    const { plan } = await planned();
    const other = await emulator({ key: 'other-key-0001' });
    const elsewhere = await run(['bots', 'apply', plan, '--yes'], { env: other.env });
    expect([elsewhere.code, elsewhere.err]).toEqual([
      2,
      expect.stringContaining(`${plan} was made for http://127.0.0.1:`),
    ]);
    const empty = await emulator({ seed: 'demo' });
    const lacking = await run(['bots', 'apply', plan, '--yes'], { env: empty.env });
    expect([lacking.code, lacking.err]).toEqual([
      5,
      expect.stringContaining('was made for Support (b1), which is not in this account'),
    ]);
  });

  test('when it holds something else than cbase writes, though its digest is right', async () => {
    const { plan, apply } = await planned();
    const { digest: _, ...made } = JSON.parse(readFileSync(plan, 'utf8'));
    const odd = { ...made, settings: [{ setting: 'temprature', wanted: 1 }] };
    const digest = createHash('sha256').update(JSON.stringify(odd)).digest('hex');
    writeFileSync(plan, JSON.stringify({ ...odd, digest }));
    expect(await apply()).toMatchObject({
      code: 2,
      err: expect.stringContaining('does not hold what a plan'),
    });
  });

  test('when a newer cbase has made it', async () => {
    const { plan, apply } = await planned();
    writeFileSync(plan, readFileSync(plan, 'utf8').replace('"version": 1', '"version": 2'));
    expect(await apply()).toMatchObject({
      code: 2,
      err: expect.stringContaining('is a plan of another version of cbase (2)'),
    });
  });
});

describe('a plan is applied', () => {
  test('where its settings file is not, which it says', async () => {
    const { api, path, apply } = await planned();
    rmSync(path);
    expect(await apply()).toMatchObject({
      code: 0,
      err: `${path} is not here, so it was not checked whether it has changed since the plan\n`,
    });
    expect(api.seen(settings).map(({ body }) => body)).toEqual([
      { chatbotId: 'b1', temp: 0.7, styles: { theme: 'light' } },
    ]);
  });

  test('in part, if the rest is as planned already', async () => {
    const { api, set, apply } = await planned();
    await set({ temp: 0.7 });
    expect(await apply()).toMatchObject({ code: 0 });
    expect(api.seen(settings).at(-1)?.body).toEqual({ chatbotId: 'b1', styles: { theme: 'light' } });
  });

  test('from stdin', async () => {
    const { api, plan } = await planned();
    const stdin = readFileSync(plan, 'utf8');
    expect(await run(['bots', 'apply', '-', '--yes'], { env: api.env, stdin })).toMatchObject({ code: 0 });
    expect(api.seen(settings)).toHaveLength(1);
  });

  test('also if its settings came from stdin', async () => {
    const { api } = await planned();
    const plan = join(workdir(), 'plan.json');
    const made = await run(['bots', 'plan', '-', '--out', plan], {
      env: api.env,
      stdin: 'temperature: 0.7\n',
    });
    expect([made.code, made.out]).toEqual([
      0,
      expect.stringContaining('1 setting of Support (b1) would change'),
    ]);
    expect(await run(['bots', 'apply', plan, '--yes'], { env: api.env })).toMatchObject({ code: 0, err: '' });
  });
});

describe('a plan as Markdown', () => {
  test('holds names and values as code, so that nothing in them acts or notifies anyone', async () => {
    const { cbase, set } = await planned();
    await set({
      name: 'A `bot` <b>@octocat</b>',
      instructions: '```\n# head\n@octocat \u202e\n![x](https://evil.example)',
    });
    const path = file('bot: b1\ninstructions: New\n', 'bot.yaml');
    const { out } = await cbase(['bots', 'plan', path, '--markdown', '-']);
    expect(out).toBe(
      `### Settings of \`\`A \`bot\` <b>@octocat</b>\`\` (\`b1\`)\n\n1 setting would change, from \`${path}\`.\n\n` +
        '**`instructions`**\n\n````diff\n- ```\n- # head\n- @octocat \\u{202E}\n- ![x](https://evil.example)\n+ New\n````\n',
    );
  });

  test('leaves out what is too long for a comment', async () => {
    const { cbase } = await planned();
    const path = file(`bot: b1\ninstructions: |-\n  ${'x'.repeat(70_000)}\ntemperature: 0.7\n`, 'bot.yaml');
    const target = join(workdir(), 'plan.md');
    expect(await cbase(['bots', 'plan', path, '--markdown', target])).toMatchObject({ code: 0 });
    const text = readFileSync(target, 'utf8');
    expect(text).toContain('**`instructions`** changes; it is too long to be shown here.');
    expect(text).toContain('+ 0.7');
  });

  test.each([
    [['--json', '--markdown', '-'], '--json and --markdown - would both print to stdout'],
    [['--out', '-'], '--out of bots plan takes a file'],
    [['--force'], '--force has no effect without a file to write'],
    [['--out', 'x.json', '--markdown', 'x.json'], 'Two things would be written to x.json'],
    [['--out', '/nowhere/plan.json'], 'The folder /nowhere does not exist'],
  ])('%j is refused before the bot is read', async (flags, words) => {
    const { api, cbase, path } = await planned();
    const before = api.log.all().length;
    expect(await cbase(['bots', 'plan', path, ...flags])).toMatchObject({
      code: 2,
      err: expect.stringContaining(words),
    });
    expect(api.log.all()).toHaveLength(before);
  });
});

test('a plan as JSON is what the file holds', async () => {
  const { cbase, path, plan } = await planned();
  const { out } = await cbase(['bots', 'plan', path, '--json']);
  const [printed, written] = [JSON.parse(out), JSON.parse(readFileSync(plan, 'utf8'))];
  expect({ ...printed, madeAt: 0, digest: 0 }).toEqual({ ...written, madeAt: 0, digest: 0 });
  expect(written.settings).toContainEqual({ setting: 'temperature', held: 0, wanted: 0.7 });
});
