import { createHmac } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli } from '../../support/cli.js';
import { file, workdir } from '../../support/workdir.js';

const secret = 'identity-secret-0001';
const env = { CHATBASE_IDENTITY_SECRET: secret };
const hashOf = (id: string) => createHmac('sha256', secret).update(id).digest('hex');

describe('cbase identity hash', () => {
  test('prints the hash of one id, and a table of several', async () => {
    expect(await cli(['identity', 'hash', 'user-42'], { env })).toEqual({
      code: 0,
      out: `${hashOf('user-42')}\n`,
      err: '',
    });
    const two = await cli(['identity', 'hash', 'a', '日本'], { env });
    expect(two.out).toBe(`user_id,user_hash\na,${hashOf('a')}\n日本,${hashOf('日本')}\n`);
    const json = await cli(['identity', 'hash', 'a', '--json'], { env });
    expect(JSON.parse(json.out)).toEqual([{ user_id: 'a', user_hash: hashOf('a') }]);
  });

  test('hashes a file, keeps its columns, and names bad rows by line', async () => {
    const people = file('id,name\nu1,"Ada, Ms"\n,Bob\n u3,Cy\nu4\nu5,Eve\n', 'people.csv');
    const { code, out, err } = await cli(['identity', 'hash', '--from', people, '--column', 'id'], { env });
    expect(out).toBe(
      `id,name,user_id,user_hash\nu1,"Ada, Ms",u1,${hashOf('u1')}\nu5,Eve,u5,${hashOf('u5')}\n`,
    );
    expect(code).toBe(3);
    expect(err).toMatch(/^Line 3: the id is empty/m);
    expect(err).toMatch(/^Line 4: the id has whitespace or invisible characters at its ends\. .*--exact/m);
    expect(err).toMatch(/^Line 5: has 1 cells? instead of 2/m);
    expect(err).toContain('Hashed 2 ids of people.csv, left out 3 bad rows');
  });

  test.each([
    ['NDJSON', '{"user_id":"u1","n":{"a":1}}\n{"user_id":7,"n":null}\n', 'x.ndjson', 'ndjson'],
    ['TSV', 'user_id\tn\nu1\t1\n7\t2\n', 'x.tsv', 'tsv'],
  ])('reads %s, and writes it', async (_, text, name, format) => {
    const { code, out } = await cli(['identity', 'hash', '--from', file(text, name), '--format', format], {
      env,
    });
    expect(code).toBe(0);
    if (format === 'tsv')
      expect(out).toBe(`user_id\tn\tuser_hash\nu1\t1\t${hashOf('u1')}\n7\t2\t${hashOf('7')}\n`);
    else
      expect(
        out
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)),
      ).toEqual([
        { user_id: 'u1', n: { a: 1 }, user_hash: hashOf('u1') },
        { user_id: '7', n: null, user_hash: hashOf('7') },
      ]);
  });

  test('reads stdin, writes a file for its owner only, and replaces it only with --force', async () => {
    const cwd = workdir();
    const argv = ['identity', 'hash', '--from', '-', '--out', 'out.json'];
    const input = 'external_id\nu1\n';
    expect(await cli(argv, { env, cwd, input })).toMatchObject({ code: 0, out: '' });
    const written = readFileSync(join(cwd, 'out.json'), 'utf8');
    expect(JSON.parse(written)).toEqual([{ external_id: 'u1', user_id: 'u1', user_hash: hashOf('u1') }]);
    const again = await cli(argv, { env, cwd, input });
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('Add --force')]);
    expect((await cli([...argv, '--force'], { env, cwd, input })).code).toBe(0);
  });

  test('cells that a spreadsheet would run get an apostrophe, unless --raw-csv says otherwise', async () => {
    const people = file('user_id\n-1+1\n', 'people.csv');
    const guarded = await cli(['identity', 'hash', '--from', people], { env });
    expect(guarded.out).toContain(`'-1+1,${hashOf('-1+1')}`);
    expect(guarded.err).toContain('--raw-csv');
    const raw = await cli(['identity', 'hash', '--from', people, '--raw-csv'], { env });
    expect(raw.out).toContain(`\n-1+1,${hashOf('-1+1')}`);
  });

  test.each([
    [[], 'No user id was given'],
    [['a', '--from', 'x.csv'], 'cannot be combined'],
    [[''], 'The user id "" is empty'],
    [['a '], '--exact'],
    [['--from', 'none.csv'], 'none.csv'],
    [['--from', '-', '--secret-file', '-'], 'cannot both read stdin'],
    [['a', '--force'], '--force has no effect'],
    [['a', '--fields', 'x'], '--fields'],
  ])('%j is refused', async (words, reason) => {
    const { code, out, err } = await cli(['identity', 'hash', ...words], { env });
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(reason);
  });

  test('a column that is missing is named with those there are; one that would be doubled is refused', async () => {
    const from = (text: string, ...more: string[]) =>
      cli(['identity', 'hash', '--from', file(text, 'x.csv'), ...more], { env });
    expect((await from('a,b\n1,2\n')).err).toContain('its columns are: a, b');
    expect((await from('a,b\n1,2\n', '--column', 'c')).err).toContain('x.csv has no column "c"');
    expect((await from('id,user_id\n1,2\n', '--column', 'id')).err).toContain('--column user_id');
    expect((await from('user_id,user_hash\n1,2\n')).err).toContain('already has a column "user_hash"');
    expect((await from('user_id,user_id\n1,2\n')).err).toContain('2 columns called "user_id"');
    expect((await from('only\nu1\n')).out).toContain(hashOf('u1'));
  });
});

describe('the secret', () => {
  test('comes from the environment, a file or stdin, never from a flag', async () => {
    const cwd = workdir();
    const path = join(cwd, 'secret.txt');
    writeFileSync(path, `${secret}\r\n`);
    chmodSync(path, 0o600);
    const expected = { code: 0, out: `${hashOf('a')}\n`, err: '' };
    const argv = ['identity', 'hash', 'a', '--secret-file'];
    // The file outranks the environment.
    const other = { CHATBASE_IDENTITY_SECRET: 'other-secret' };
    expect(await cli([...argv, path], { cwd, env: other })).toEqual(expected);
    expect(await cli([...argv, '-'], { cwd, input: secret })).toEqual(expected);
    chmodSync(path, 0o644);
    const open = await cli([...argv, path], { cwd });
    expect([open.out, open.err]).toEqual([expected.out, expect.stringContaining('chmod 600')]);
    expect((await cli(['identity', 'hash', 'a', '--secret', secret])).code).toBe(2);
  });

  test.each([
    ['', 'is empty'],
    ['\n', 'is empty'],
    ['"quoted-secret-1"', 'in quotes'],
    ['SECRET=quoted-secret-1', 'NAME=SECRET'],
    ['quoted secret-1', 'whitespace'],
    ['quoted-secret-1\n\n', 'whitespace'],
  ])('%j is refused, and not repeated', async (text, reason) => {
    const { code, out, err } = await cli(['identity', 'hash', 'a', '--secret-file', '-'], { input: text });
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(reason);
    expect(err).not.toContain('secret-1');
  });

  test('is asked for where it is missing, and told apart from the API key', async () => {
    expect((await cli(['identity', 'hash', 'a'])).err).toContain('set CHATBASE_IDENTITY_SECRET');
    const same = { CHATBASE_API_KEY: 'the-api-key-0001', CHATBASE_IDENTITY_SECRET: 'the-api-key-0001' };
    const { code, err } = await cli(['identity', 'hash', 'a'], { env: same });
    expect([code, err]).toEqual([2, expect.stringContaining('is the API key')]);
    expect(err).not.toContain('the-api-key-0001');
  });

  test('is in no output, no log and no error', async () => {
    const cwd = workdir();
    const people = file('user_id\nu1\n\u00a0\n', 'people.csv', cwd);
    const lines = [
      ['identity', 'hash', '--from', people, '--verbose'],
      ['identity', 'verify', 'u1', 'wrong', '--verbose'],
      ['identity', 'verify', '--token', 'a.b.c', '--json'],
      ['identity', 'token', 'u1', '--json'],
      ['identity', 'token', 'u1', '--claim', 'exp=1'],
    ];
    for (const argv of lines) {
      const { out, err } = await cli(argv, { env: { ...env, CBASE_DEBUG: '1' }, cwd });
      expect(out + err).not.toContain(secret);
    }
    expect(existsSync(join(cwd, '.cache'))).toBe(false);
  });
});
