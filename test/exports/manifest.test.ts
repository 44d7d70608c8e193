import { createHash } from 'node:crypto';
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { manifestFacts, manifestPath, manifestText, verdicts } from '../../src/exports/manifest.js';
import { file, workdir } from '../support/workdir.js';

const usage = expect.objectContaining({ kind: 'usage' });
const csv = 'id,name\n1,Ada\n2,"B\no"\n';
const entryOf = (name: string, text: string, rows: number) => ({
  ...{ name, since: null, until: null, rows, bytes: Buffer.byteLength(text) },
  sha256: createHash('sha256').update(text).digest('hex'),
});

/** Files with these contents and two rows each, and the manifest that names them all; its path. */
function exported(texts: Readonly<Record<string, string>>, rows = 2, manifest = 'all.manifest.json'): string {
  const directory = workdir();
  for (const [name, text] of Object.entries(texts)) file(text, name, directory);
  const files = Object.entries(texts).map(([name, text]) => entryOf(name, text, rows));
  return file(JSON.stringify({ format: 'csv', packed: false, files }), manifest, directory);
}

const statuses = async (path: string) =>
  (await verdicts(path)).map(({ file: name, status }) => `${name} ${status}`);

describe('files against their manifest', () => {
  test('whole ones are ok', async () => {
    expect(await statuses(exported({ 'a.csv': csv, 'b.csv': csv }))).toEqual(['a.csv ok', 'b.csv ok']);
  });

  test('one that is gone is missing, and the others are looked at all the same', async () => {
    const path = exported({ 'a.csv': csv, 'b.csv': csv });
    rmSync(join(dirname(path), 'a.csv'));
    expect(await statuses(path)).toEqual(['a.csv missing', 'b.csv ok']);
  });

  test.each([
    ['a byte more', (path: string) => appendFileSync(path, '\n')],
    ['other bytes of the same length', (path: string) => writeFileSync(path, csv.replace('Ada', 'Ida'))],
    ['nothing in it', (path: string) => writeFileSync(path, '')],
  ])('one with %s is changed', async (_, change) => {
    const path = exported({ 'a.csv': csv });
    change(join(dirname(path), 'a.csv'));
    expect(await statuses(path)).toEqual(['a.csv changed']);
  });

  test('one that holds another number of records than the manifest claims is changed', async () => {
    expect(await statuses(exported({ 'a.csv': csv }, 3))).toEqual(['a.csv changed']);
  });

  test('one file can be named instead of the manifest: by the name it bears, or as one of many', async () => {
    const own = exported({ 'a.csv': csv }, 2, 'a.csv.manifest.json');
    expect(await statuses(join(dirname(own), 'a.csv'))).toEqual(['a.csv ok']);
    const many = exported({ 'a.csv': csv, 'b.csv': csv }, 2, 'd.manifest.json');
    const others = {
      'a.manifest.json': '{"files":[null,{"name":"x.csv"}]}',
      'b.manifest.json': '[',
      'c.manifest.json': '{}',
    };
    for (const [name, content] of Object.entries(others)) file(content, name, dirname(many));
    expect(await statuses(join(dirname(many), 'b.csv'))).toEqual(['b.csv ok']);
  });

  test.each([
    ['text', 'hello'],
    ['JSON without files', '{}'],
    ['a name that leads elsewhere', JSON.stringify({ files: [entryOf('../a.csv', '', 0)] })],
    ['an entry without a sum', JSON.stringify({ files: [{ name: 'a.csv', bytes: 1, rows: 1 }] })],
  ])('%s is not a manifest', async (_, content) => {
    await expect(verdicts(file(content, 'x.manifest.json'))).rejects.toThrow(usage);
  });

  test('a file without a manifest, and one that does not exist, are refused', async () => {
    await expect(verdicts(file(csv, 'alone.csv'))).rejects.toThrow(usage);
    await expect(verdicts(join(workdir(), 'gone.csv'))).rejects.toThrow(usage);
  });
});

describe('what a manifest says', () => {
  const whole = { partial: '', leftover: undefined, rows: 2, bytes: 3, sha256: 'f0' };
  const facts = manifestFacts({
    ...{ startedMs: 0, finishedMs: 1500, rows: 2, changes: { guarded: 4, controls: 5 } },
    standing: { isProven: true, passes: 2, overlap: 1, unconfirmed: 0 },
    files: [{ ...whole, path: '/out/a.csv', range: { since: '2026-03-01' } }],
  });

  test('names files without their directory, and open days as null', () => {
    expect(facts.files).toEqual([
      { name: 'a.csv', since: '2026-03-01', until: null, rows: 2, bytes: 3, sha256: 'f0' },
    ]);
  });

  test('tells times in UTC, and what was changed and proven', () => {
    expect(facts).toMatchObject({
      ...{ started: '1970-01-01T00:00:00.000Z', finished: '1970-01-01T00:00:01.500Z', rows: 2 },
      ...{ proven: true, passes: 2, guarded_cells: 4, removed_control_characters: 5 },
    });
  });

  test('is JSON that a terminal cannot act on, beside its file', () => {
    const bot = { id: 'b1', name: 'evil\u009b31m' };
    const more = { tool: 't', kind: 'leads', origin: 'o', since: null, until: null, state: null, emit: null };
    const manifest = { ...facts, ...more, bot, format: 'csv', packed: false, redacted: [] } as const;
    const text = manifestText(manifest);
    expect(JSON.parse(text)).toEqual(manifest);
    expect([text.includes('\u009b'), text.endsWith('}\n')]).toEqual([false, true]);
    expect(basename(manifestPath('/out/a.csv'))).toBe('a.csv.manifest.json');
  });
});
