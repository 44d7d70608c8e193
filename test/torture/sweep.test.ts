import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../src/emulator/faults.js';
import type { EmulatorOptions, Switches } from '../../src/emulator/options.js';
import { main } from '../../src/main.js';
import { disagreements, type Told, unbalanced } from '../support/checker.js';
import { emulator, heldContacts, type TestEmulator } from '../support/emulator.js';
import { type TestIo, testIo } from '../support/io.js';
import { file, workdir } from '../support/workdir.js';

/** SWEEP=all runs every point of every mode, SWEEP=50 that many, spread over the run; each mode has different points. */
const most = process.env.SWEEP === 'all' ? Number.POSITIVE_INFINITY : Number(process.env.SWEEP ?? 10);

/** 700 rows in four batches: 5 that the server refuses for unknown reasons, 3 that already exist, 2 duplicates. */
const rows = 700;
const refused = new Set(['r17', 'r199', 'r200', 'r480', 'r698']);
const existing = ['r5', 'r300', 'r699'];
const duplicates = [140, 420];
const input = Array.from({ length: rows }, (_, i) => ({
  id: duplicates.includes(i) ? `r${i - 1}` : `r${i}`,
  line: i + 2,
}));
const csv = `external_id,name\n${input.map(({ id }) => `${id},Name of ${id}\n`).join('')}`;

type Mode = { readonly switches: Partial<Switches>; readonly lagMs: number };

const modes: readonly Mode[] = [
  { switches: {}, lagMs: 0 },
  { switches: { created: 'created', contactId: 'internal', issues: 'indexed' }, lagMs: 0 },
  { switches: { existing: 'overwrite', batch: 'prefix', contactId: 'external' }, lagMs: 8000 },
  { switches: { existing: 'duplicate', batch: 'prefix', created: 'none' }, lagMs: 30_000 },
  { switches: { existing: 'conflict', batch: 'subset', created: 'created' }, lagMs: 0 },
  { switches: { existing: 'duplicate', batch: 'subset', contactId: 'internal' }, lagMs: 8000 },
  { switches: { existing: 'overwrite', created: 'none' }, lagMs: 30_000 },
  { switches: { existing: 'duplicate', issues: 'indexed' }, lagMs: 30_000 },
];

const triggers: Readonly<Record<string, Omit<Fault, 'method' | 'path'>>> = {
  during: { drop: 'during' },
  before: { drop: 'before' },
  'after applied': { drop: 'after' },
  'answer cut': { applied: true, cutAfter: 30 },
  '502 applied': { applied: true, status: 502, html: true },
  429: { status: 429, body: { message: 'Rate limit exceeded' } },
};

type World = { readonly api: TestEmulator; readonly home: string; io: TestIo };

async function world({ switches, lagMs }: Mode): Promise<World> {
  const made: { io: TestIo } = { io: testIo() };
  const options: EmulatorOptions = { switches, refused, logReads: true, now: () => made.io.now() };
  const api = await emulator({ ...options, lagMs });
  for (const id of existing)
    await api.ask('POST', `/chatbots/${api.bot}/contacts`, { users: [{ external_id: id, name: 'Here' }] });
  await made.io.sleep(lagMs + 1);
  api.log.clear();
  return Object.assign(made, { api, home: workdir() });
}

/** Runs a command line, at a later time than the previous one. */
async function go(at: World, argv: readonly string[]): Promise<number> {
  at.io = testIo({ env: at.api.env, home: at.home, nowMs: at.io.now() + 1000 });
  return main(argv, at.io);
}

const small = ['--batch-size', '200', '--json'];

/** Imports, and resumes if interrupted: one resume must be enough. */
async function imported(
  at: World,
): Promise<{ readonly codes: readonly number[]; readonly directory: string }> {
  const directory = `${workdir()}/report`;
  const argv = ['contacts', 'import', file(csv), '--report', directory, '--max-rejects', '10', ...small];
  const codes = [await go(at, argv)];
  if (codes[0] !== 3) codes.push(await go(at, ['contacts', 'import', 'resume', directory, '--json']));
  return { codes, directory };
}

function toldIn(directory: string): readonly Told[] {
  const lines = parse(readFileSync(`${directory}/results.csv`), { columns: true }) as Record<
    string,
    string
  >[];
  return lines.map((told) => ({
    line: Number(told.line),
    external_id: told.external_id ?? '',
    class: told.class ?? '',
  }));
}

/** Contradictions in the summary of a run. */
function unbalancedIn(directory: string): readonly string[] {
  return unbalanced(JSON.parse(readFileSync(`${directory}/summary.json`, 'utf8')));
}

async function heldOf(at: World): Promise<readonly string[]> {
  await at.io.sleep(60_000);
  return (await heldContacts(at.api)).map(({ external_id: id, name }) => `${id} ${name}`).sort();
}

function spread<T>(points: readonly T[], shift: number): readonly T[] {
  const stride = Math.max(1, points.length / most);
  const at = (i: number) => Math.floor((i + shift) / stride);
  return points.filter((_, i) => at(i) !== at(i - 1));
}

const undisturbed = [
  ...existing.map((id) => `${id} Here`),
  ...input
    .filter(({ id }, i) => !refused.has(id) && !existing.includes(id) && !duplicates.includes(i))
    .map(({ id }) => `${id} Name of ${id}`),
].sort();

describe.each(modes.map((mode, i) => [`${i + 1} ${JSON.stringify(mode)}`, mode, i] as const))(
  'in mode %s',
  (_, mode, i) => {
    test('I-2 I-5 I-7 I-12 C-1 D-7 a fault at any request: every row is where the report says, none twice', {
      timeout: 3_600_000,
    }, async () => {
      const calm = await world(mode);
      const { codes, directory } = await imported(calm);
      expect(codes).toEqual([3]);
      const requests = calm.api.log.all().map(({ method, path }) => `${method} ${path}`);
      const calmly = await heldOf(calm);
      const ids = new Set(calmly.map((line) => line.split(' ')[0] ?? ''));
      expect(disagreements(input, toldIn(directory), calm.api.log.all(), ids)).toEqual([]);
      expect(unbalancedIn(directory)).toEqual([]);
      expect(calmly).toEqual(undisturbed);

      const points = Object.keys(triggers).flatMap((trigger) => requests.map((_, n) => ({ trigger, n })));
      let swept = 0;
      for (const { trigger, n } of spread(points, i)) {
        const where = `${trigger} at request ${n + 1}, ${requests[n]}`;
        const at = await world(mode);
        at.api.weather.add({ method: '*', path: '*', ...triggers[trigger], skip: n });
        const ended = await imported(at);
        // In a run with fewer requests the fault has not struck.
        at.api.weather.clear();
        const held = await heldOf(at);
        expect([where, ended.codes.at(-1), ended.codes.length <= 2]).toEqual([where, 3, true]);
        const known = new Set(held.map((line) => line.split(' ')[0] ?? ''));
        expect([where, disagreements(input, toldIn(ended.directory), at.api.log.all(), known)]).toEqual([
          where,
          [],
        ]);
        expect([where, unbalancedIn(ended.directory)]).toEqual([where, []]);
        expect([where, held]).toEqual([where, undisturbed]);
        swept++;
      }
      console.log(`mode ${i + 1}: ${swept} of ${points.length} points swept`);
    });
  },
);
