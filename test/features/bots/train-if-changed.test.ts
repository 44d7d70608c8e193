import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { EmulatorOptions } from '../../../src/emulator/options.js';
import { cli, startCli } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { workdir } from '../../support/workdir.js';

/** An account, a checkout with two files, a home, and the trainings that reached the server. */
async function checkout(options: EmulatorOptions = {}) {
  const api = await emulator(options);
  const [cwd, home] = [workdir(), workdir()];
  mkdirSync(join(cwd, 'docs'));
  const write = (name: string, text: string) => writeFileSync(join(cwd, name), text);
  write('docs/a.md', '# A\n\nFirst.');
  write('docs/b.md', 'Second.');
  const env = { ...api.env, HOME: home };
  const source = ['--source', 'docs/*.md'];
  const train = (...flags: readonly string[]) =>
    cli(['bots', 'train', 'b1', ...source, '--yes', ...flags], { cwd, env });
  const sent = () => api.seen('POST /update-chatbot-data').length;
  const states = join(home, '.local/state/cbase/trainings');
  return { api, cwd, home, env, write, train, sent, states };
}

describe('bots train --if-changed', () => {
  test('trains once; a second time it says since when nothing changed, and writes nothing', async () => {
    const { train, sent } = await checkout();
    const first = await train('--if-changed', '--json');
    expect([first.code, sent(), JSON.parse(first.out)]).toEqual([
      0,
      1,
      expect.objectContaining({
        ok: true,
        id: 'b1',
        changed: true,
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      }),
    ]);
    const second = await train('--if-changed', '--wait');
    expect([second.code, sent()]).toEqual([0, 1]);
    expect(second.out + second.err).toMatch(/unchanged since .* \(2 files, \d+ characters\)/);
    const asJson = JSON.parse((await train('--if-changed', '--json')).out);
    expect(asJson).toMatchObject({ ok: true, id: 'b1', changed: false, since: expect.stringMatching(/^20/) });
  });

  test('needs no --yes to find out that nothing changed', async () => {
    const { train, env, cwd, sent } = await checkout();
    await train();
    const { code } = await cli(['bots', 'train', 'b1', '--source', 'docs/*.md', '--if-changed'], {
      env,
      cwd,
    });
    expect([code, sent()]).toEqual([0, 1]);
  });

  test('trains again when a file changed, and says which', async () => {
    const { train, sent, write, cwd } = await checkout();
    await train('--if-changed');
    write('docs/a.md', '# A\n\nOther.');
    write('docs/c.md', 'Third.');
    rmSync(join(cwd, 'docs/b.md'));
    const { code, err } = await train('--if-changed');
    expect([code, sent()]).toEqual([0, 2]);
    expect(err).toMatch(/The text has changed: 1 new, 1 changed, 1 removed since/);
  });

  test('trains again after a training from elsewhere, if --wait has seen the end of its own', async () => {
    const { api, train, sent } = await checkout({ trainingMs: 10 });
    await train('--wait');
    await new Promise((resolve) => setTimeout(resolve, 20));
    await api.ask('POST', '/update-chatbot-data', {
      chatbotId: 'b1',
      chatbotName: 'Support',
      sourceText: 'x',
    });
    const { code, err } = await train('--if-changed');
    expect([code, sent()]).toEqual([0, 3]);
    expect(err).toContain('The bot was trained from elsewhere since');
  });

  test('trains again after a training that failed, and --wait says that it did', async () => {
    const { api, train, sent } = await checkout({ switches: { training: 'fails' } });
    expect((await train('--if-changed', '--wait')).code).toBe(1);
    const { err } = await train('--if-changed');
    expect([sent(), err]).toEqual([2, expect.stringContaining('The last training failed')]);
    expect(api.seen('POST /update-chatbot-data').length).toBe(2);
  });

  test('a lost response is in doubt, exits 7, and the text is sent again', async () => {
    const { api, train, sent, states } = await checkout();
    await train();
    api.next('POST /update-chatbot-data', { drop: 'after' });
    expect((await train()).code).toBe(7);
    const [name = ''] = readdirSync(states);
    const state = JSON.parse(readFileSync(join(states, name), 'utf8'));
    expect(state).toMatchObject({ pending: { digest: state.trained.digest } });
    const { code, err } = await train('--if-changed');
    expect([code, sent(), err]).toEqual([
      0,
      3,
      expect.stringContaining('It is not known whether the text of'),
    ]);
    await train('--if-changed');
    expect(sent()).toBe(3);
  });

  test('a refused training leaves the record of the one before', async () => {
    const { api, train, sent, write } = await checkout();
    await train();
    write('docs/a.md', 'Other.');
    api.next('POST /update-chatbot-data', { status: 400, body: { message: 'no' } });
    expect((await train()).code).toBe(1);
    write('docs/a.md', '# A\n\nFirst.');
    await train('--if-changed');
    expect(sent()).toBe(2);
  });

  test('killed in the middle, it is in doubt as well', async () => {
    const { api, env, cwd, train, sent } = await checkout();
    api.next('POST /update-chatbot-data', { delayMs: 60_000 });
    const argv = ['bots', 'train', 'b1', '--source', 'docs/*.md', '--yes'];
    const child = startCli(argv, { cwd, env });
    for (let i = 0; i < 200 && sent() === 0; i++) await new Promise((resolve) => setTimeout(resolve, 25));
    child.kill('SIGKILL');
    await child;
    const { code, err } = await train('--if-changed');
    expect([code, sent(), err]).toEqual([0, 2, expect.stringContaining('It is not known')]);
  });

  test('the record holds names and digests, never the text, for its owner only', async () => {
    const { train, states } = await checkout();
    await train('--wait');
    const [name = '', ...others] = readdirSync(states);
    const path = join(states, name);
    const text = readFileSync(path, 'utf8');
    expect([others, statSync(path).mode & 0o777, text.includes('Second')]).toEqual([[], 0o600, false]);
    expect(JSON.parse(text)).toMatchObject({
      bot: 'b1',
      trained: { files: [{ name: 'docs/a.md' }, { name: 'docs/b.md', kind: 'text', characters: 20 }] },
      shown: { trainedAtMs: expect.any(Number), characters: expect.any(Number) },
    });
  });

  test('--state-file carries the record to a machine that has none, and belongs to one bot', async () => {
    const { api, train, sent, env, cwd } = await checkout();
    await train('--if-changed', '--state-file', 'training.json');
    const fresh = { cwd, env: { ...env, HOME: workdir() } };
    const argv = ['--source', 'docs/*.md', '--yes', '--if-changed', '--state-file', 'training.json'];
    await cli(['bots', 'train', 'b1', ...argv], fresh);
    expect(sent()).toBe(1);
    const { json } = await api.ask('POST', '/create-chatbot', { chatbotName: 'Other' });
    const { chatbotId } = json as { readonly chatbotId: string };
    const other = await cli(['bots', 'train', chatbotId, ...argv], fresh);
    expect([other.code, other.err]).toEqual([2, expect.stringContaining('belongs to the bot b1')]);
    writeFileSync(join(cwd, 'training.json'), '{"version":1');
    const broken = await cli(['bots', 'train', 'b1', ...argv], fresh);
    expect([broken.code, broken.err]).toEqual([
      2,
      expect.stringContaining('is not the record of a training'),
    ]);
    writeFileSync(join(cwd, 'training.json'), '{"version":2}');
    const newer = await cli(['bots', 'train', 'b1', ...argv], fresh);
    expect([newer.code, newer.err]).toEqual([
      2,
      expect.stringContaining('was written by a newer cbase. Update cbase, or move it away'),
    ]);
  });

  test('a new bot is known from its creation on', async () => {
    const { env, cwd, api, sent } = await checkout();
    const { out } = await cli(['bots', 'create', 'Fresh', '--source', 'docs/*.md', '--format', 'id'], {
      env,
      cwd,
    });
    const argv = ['bots', 'train', out.trim(), '--source', 'docs/*.md', '--if-changed'];
    expect((await cli(argv, { env, cwd })).code).toBe(0);
    expect([sent(), api.seen('POST /create-chatbot').length]).toEqual([0, 1]);
  });

  test('where no record can be kept, it sends nothing; without the flag, it trains and says so', async () => {
    const { train, sent, home } = await checkout();
    writeFileSync(join(home, '.local'), 'a file where a directory should be');
    expect([(await train('--if-changed')).code, sent()]).toEqual([74, 0]);
    const { code, err } = await train();
    expect([code, sent(), err]).toEqual([0, 1, expect.stringContaining('--if-changed will not know')]);
  });

  test('a new name is a change; --same-text sends no text that could be compared', async () => {
    const { train, sent, cwd, env } = await checkout();
    await train();
    await train('--if-changed', '--name', 'Renamed');
    expect(sent()).toBe(2);
    const argv = ['bots', 'train', 'b1', '--same-text', '--yes'];
    const { code, err } = await cli([...argv, '--if-changed'], { cwd, env });
    expect([code, err]).toEqual([2, expect.stringContaining('--if-changed needs a text')]);
    await cli(argv, { cwd, env });
    await train('--if-changed');
    expect(sent()).toBe(3);
  });
});

describe('--dry-run', () => {
  test('shows each file with its type, size and what became of it, and sends nothing', async () => {
    const { api, train, sent, write, cwd } = await checkout();
    await train();
    write('docs/b.md', 'Another second.');
    write('docs/c.html', '<html><body><p>Third</body></html>');
    rmSync(join(cwd, 'docs/a.md'));
    const flags = ['--source', 'docs/*', '--dry-run'];
    const shown = await train(...flags);
    expect(shown.out).toBe(
      [
        'file,type,characters,share,change',
        'docs/b.md,text,28,<1%,changed',
        'docs/c.html,html,20,<1%,new',
        'docs/a.md,text,23,<1%,removed\n',
      ].join('\n'),
    );
    expect(shown.err).toMatch(/^50 characters .* 1 new, 1 changed, 1 removed since .*\. Nothing was sent\n$/);
    expect(JSON.parse((await train(...flags, '--json')).out)).toMatchObject({
      ...{ bot: 'b1', name: 'Support', characters: 50, limit: 400_000, verdict: 'changed' },
      files: [{ file: 'docs/b.md', change: 'changed' }, { change: 'new' }, { change: 'removed' }],
    });
    expect([sent(), api.log.all().filter(({ method }) => method !== 'GET').length]).toEqual([1, 1]);
  });

  test('needs neither account nor key for a new bot', async () => {
    const cwd = workdir();
    writeFileSync(join(cwd, 'a.md'), 'text');
    const { code, out } = await cli(['bots', 'create', 'Fresh', '--source', 'a.md', '--dry-run', '--json'], {
      cwd,
    });
    expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({ name: 'Fresh', characters: 4 })]);
  });

  test('needs a text to look at', async () => {
    const { code, err } = await cli(['bots', 'train', 'b1', '--same-text', '--dry-run']);
    expect([code, err]).toEqual([2, expect.stringContaining('--dry-run needs a text')]);
    const created = await cli(['bots', 'create', 'Fresh', '--encoding', 'windows-1252']);
    expect([created.code, created.err]).toEqual([
      2,
      expect.stringContaining('--encoding needs a text to read'),
    ]);
  });
});
