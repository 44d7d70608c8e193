import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filePlans, plannedFiles, type Target, wholeName } from '../../src/exports/file-plans.js';
import { file, workdir } from '../support/workdir.js';

const usage = expect.objectContaining({ kind: 'usage' });
const started = Date.UTC(2026, 2, 10, 8, 5, 9);
const range = { since: '2026-01-30', until: '2026-02-02' };
const bot = { id: 'b1', name: 'Support', others: [] };
const target = (out: string, more: Partial<Target> = {}): Target => ({
  ...{ out, force: false, mkdir: false, split: undefined, hasManifest: false },
  ...more,
});
const names = (...[subject, wanted]: [Parameters<typeof plannedFiles>[0], Target]) =>
  plannedFiles(subject, wanted, started).map(({ path }) => basename(path));

describe('the names of files', () => {
  test.each([
    ['leads.csv', 'leads.csv'],
    ['leads-{from}-{to}.csv', 'leads-2026-01-30-2026-02-02.csv'],
    ['{bot}-{date}-{time}.csv', 'Support-2026-03-10-080509.csv'],
  ])('%s becomes %s', (out, name) => {
    expect(names({ range, bot }, target(out))).toEqual([name]);
  });

  test('open ends are called start and the day of the run', () => {
    expect(names({ range: {}, bot }, target('{from}-{to}.csv'))).toEqual(['start-2026-03-10.csv']);
  });

  test('the name of a bot cannot lead out of the directory that was named', () => {
    const [plan] = plannedFiles(
      { range, bot: { ...bot, name: '../../etc' } },
      target('out/{bot}.csv'),
      started,
    );
    expect(resolve(plan?.path ?? '', '..')).toBe(resolve('out'));
  });
});

describe('files of a split range', () => {
  test('by month: one for each, the latest first, each with its days', () => {
    expect(plannedFiles({ range, bot }, target('l-{from}.csv', { split: 'month' }), started)).toEqual([
      { path: resolve('l-2026-02-01.csv'), range: { since: '2026-02-01', until: '2026-02-02' } },
      { path: resolve('l-2026-01-30.csv'), range: { since: '2026-01-30', until: '2026-01-31' } },
    ]);
  });

  test('by day without an end: up to the day of the run', () => {
    const open = { range: { since: '2026-03-08' }, bot };
    const wanted = ['l-2026-03-10.csv', 'l-2026-03-09.csv', 'l-2026-03-08.csv'];
    expect(names(open, target('l-{to}.csv', { split: 'day' }))).toEqual(wanted);
  });

  test('all together are called by the whole range', () => {
    expect(wholeName('l-{from}-{to}.csv', range, bot, started)).toBe(resolve('l-2026-01-30-2026-02-02.csv'));
  });
});

describe('folders that do not exist', () => {
  test.each([{}, { hasManifest: true }])(
    'are refused by name, with the flag that creates them (%j)',
    async (more) => {
      const out = join(workdir(), 'exports/2026/leads.csv');
      await expect(filePlans({ range, bot }, target(out, more), started)).rejects.toThrow(
        expect.objectContaining({
          kind: 'usage',
          message: `The folder ${join(out, '..')} does not exist`,
          more: { advice: 'Add --mkdir to create it, or choose another path' },
        }),
      );
      await filePlans({ range, bot }, target(out, { ...more, mkdir: true }), started);
      expect(statSync(join(out, '..')).mode & 0o777).toBe(0o700);
    },
  );

  test('are created for each file of a split range', async () => {
    const where = workdir();
    const wanted = target(join(where, '{from}/leads.csv'), {
      split: 'month',
      mkdir: true,
      hasManifest: true,
    });
    await filePlans({ range, bot }, wanted, started);
    expect(readdirSync(where).sort()).toEqual(['2026-01-30', '2026-02-01']);
  });

  test('a file in the place of a folder is refused', async () => {
    const out = join(file('x', 'taken'), 'leads.csv');
    await expect(filePlans({ range, bot }, target(out), started)).rejects.toThrow(usage);
  });
});

describe('places that are taken', () => {
  test('a file that exists is refused without --force, also one of many', async () => {
    const taken = file('old', 'l-2026-01-31.csv');
    const out = join(taken, '..', 'l-{from}.csv');
    await expect(filePlans({ range, bot }, target(out, { split: 'day' }), started)).rejects.toThrow(usage);
    const plans = await filePlans({ range, bot }, target(out, { split: 'day', force: true }), started);
    expect(plans.map(({ path }) => path)).toContain(taken);
  });

  test('a directory is refused, with --force too', async () => {
    const out = join(workdir(), 'leads.csv');
    mkdirSync(out);
    await expect(filePlans({ range, bot }, target(out, { force: true }), started)).rejects.toThrow(usage);
  });

  test('an old manifest is replaced; a directory in its place is refused', async () => {
    const out = join(workdir(), 'leads.csv');
    file('{}', 'leads.csv.manifest.json', join(out, '..'));
    expect(await filePlans({ range, bot }, target(out, { hasManifest: true }), started)).toHaveLength(1);
    const other = join(workdir(), 'leads.csv');
    mkdirSync(`${other}.manifest.json`);
    await expect(filePlans({ range, bot }, target(other, { hasManifest: true }), started)).rejects.toThrow(
      usage,
    );
    expect(await filePlans({ range, bot }, target(other), started)).toHaveLength(1);
  });
});
