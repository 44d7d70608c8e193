import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { mayMount, smallDisk } from '../../support/disk.js';
import { emulator, type TestEmulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { longList } from '../../support/list-server.js';
import { file, workdir } from '../../support/workdir.js';

async function redactable(): Promise<{ readonly api: TestEmulator; readonly home: string }> {
  const bot = {
    id: 'b1',
    name: 'Support',
    source: 'x',
    leads: [
      {
        name: 'Ada Lovelace',
        email: 'ada@example.org',
        phone: '+1 202 555 0111',
        created_at: '2026-03-01T10:00:00Z',
      },
    ],
    conversations: [
      {
        id: 'c1',
        created_at: '2026-03-01T10:00:00.000Z',
        source: 'WhatsApp',
        customer: '+12025550111',
        form_submission: { name: 'Ada Lovelace', email: 'ADA@example.org' },
        messages: [
          {
            role: 'user',
            content:
              'I am Ada Lovelace, ada@example.org or (+1) 202-555-0111, not bob@example.org; call +12025550111',
          },
        ],
      },
    ],
  };
  return {
    api: await emulator({ seed: file(JSON.stringify({ bots: [bot] }), 'seed.json') }),
    home: workdir(),
  };
}

describe('files', () => {
  test('I-15 a gzip file equals the plain one once unpacked, and a manifest detects every change', async () => {
    const api = await longList(300);
    const where = workdir();
    const path = join(where, 'l.csv');
    await run(['leads', 'export', '--out', path, '--manifest'], { env: api.env });
    await run(['leads', 'export', '--out', `${path}.gz`], { env: api.env });
    expect(gunzipSync(readFileSync(`${path}.gz`)).equals(readFileSync(path))).toBe(true);
    const verify = () => run(['leads', 'verify', path, '--format', 'csv'], {});
    expect([(await verify()).code, (await verify()).out]).toEqual([
      0,
      expect.stringMatching(/^status,file,rows,detail\nok,l\.csv,300,/),
    ]);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('Lead 7', 'Lead 8'));
    expect(await verify()).toMatchObject({
      code: 1,
      err: expect.stringContaining('l.csv: content differs (SHA-256)'),
    });
    writeFileSync(path, text.slice(0, -1));
    expect((await verify()).err).toMatch(/l\.csv: has \d+ bytes, expected \d+/);
    rmSync(path);
    const gone = await run(['leads', 'verify', `${path}.manifest.json`, '--json'], {});
    expect([gone.code, JSON.parse(gone.out)]).toMatchObject([
      1,
      { ok: false, files: [{ status: 'missing' }] },
    ]);
    writeFileSync(
      `${path}.manifest.json`,
      JSON.stringify({ files: [{ name: '../../etc/passwd', sha256: 'x', bytes: 1, rows: 1 }] }),
    );
    expect((await run(['leads', 'verify', path], {})).code).toBe(2);
  });

  test.skipIf(!mayMount)('E-4 a full disk exits 74 and leaves only the old file', async () => {
    const where = smallDisk('256k');
    writeFileSync(join(where, 'l.csv'), 'old');
    const api = await longList(9000);
    for (const name of ['l.csv', 'l.csv.gz', 'm-{from}.csv']) {
      const split = name.includes('{') ? ['--split', 'month', '--since', '2026-01-01'] : [];
      const { code, err } = await run(['leads', 'export', '--out', join(where, name), '--force', ...split], {
        env: api.env,
      });
      expect([code, err]).toEqual([74, expect.stringContaining('no space left on device')]);
    }
    expect([readFileSync(join(where, 'l.csv'), 'utf8'), readdirSync(where)]).toEqual(['old', ['l.csv']]);
  });

  test('S-17 H-16 whatever the name of a bot, its files stay in their directory', async () => {
    const names = [
      '../../etc/x',
      '..',
      'CON',
      'a/b\\c',
      '.hidden',
      'nul\u0000l',
      '\u202Eevil',
      'x'.repeat(300),
      'Ünïcode 日本',
      '$(touch x)',
      '-rf',
    ];
    const bots = names.map((name, i) => ({ id: `b${i}`, name, source: 'x' }));
    const api = await emulator({ seed: file(JSON.stringify({ bots }), 'seed.json') });
    const where = workdir();
    for (const { id } of bots) {
      const { code, err } = await run(['leads', 'export', '--bot', id, '--out', join(where, '{bot}.csv')], {
        env: api.env,
      });
      expect(code, `${id} ${err}`).toBe(0);
    }
    const made = readdirSync(where);
    expect(made.length).toBe(names.length);
    expect(
      made.filter(
        (name) => !/^[\p{L}\p{N}][\p{L}\p{N}._~-]*\.csv$/u.test(name) || Buffer.byteLength(name) > 100,
      ),
    ).toEqual([]);
    expect(made.filter((name) => /^con\./i.test(name))).toEqual([]);
  });

  test('--redact: the same value always maps to the same token, and no name is in any file', async () => {
    const { api, home } = await redactable();
    const text = async (argv: readonly string[], own: Readonly<Record<string, string>> = {}) => {
      const ran = await run([...argv, '--redact', 'email,phone,name'], { env: { ...api.env, ...own }, home });
      expect(ran.code, ran.err).toBe(0);
      return ran.out;
    };
    const [leads, convos] = [
      await text(['leads', 'export', '--json']),
      await text(['convos', 'export', '--json']),
    ];
    for (const secret of ['Ada', 'Lovelace', 'ada@example.org', 'ADA@', '12025550111', '202 555', 'bob@'])
      expect(`${leads}${convos}`).not.toContain(secret);
    const [lead] = JSON.parse(leads);
    const [convo] = JSON.parse(convos);
    expect(lead.email).toMatch(/^email-[0-9a-f]{16}$/);
    expect([convo.form_submission.email, convo.messages[0].content.includes(lead.email)]).toEqual([
      lead.email,
      true,
    ]);
    expect(convo.messages[0].content).toContain(lead.phone);
    expect(convo).toMatchObject({ id: 'c1', created_at: '2026-03-01T10:00:00.000Z', source: 'WhatsApp' });
    expect(await text(['leads', 'export', '--json'])).toBe(leads);
    expect(
      await text(['leads', 'export', '--json'], { CBASE_REDACT_KEY: 'another key of some length' }),
    ).not.toBe(leads);
    const csv = await text(['convos', 'export', '--rows', 'messages']);
    expect(csv).not.toMatch(/ada@|Lovelace/i);
    const short = await run(['leads', 'export', '--redact', 'email'], {
      env: { ...api.env, CBASE_REDACT_KEY: 'short' },
      home,
    });
    expect([short.code, short.err]).toEqual([
      2,
      expect.stringContaining('CBASE_REDACT_KEY is shorter than 16 characters'),
    ]);
  });
});
