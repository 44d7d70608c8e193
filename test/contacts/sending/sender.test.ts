import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Contact } from '../../../src/api/contacts.js';
import { ApiError } from '../../../src/api/error.js';
import { unkept } from '../../../src/contacts/run/before.js';
import type { ImportDeps } from '../../../src/contacts/run/deps.js';
import { newState } from '../../../src/contacts/run/state.js';
import { createSender } from '../../../src/contacts/sending/sender.js';
import type { Parcel } from '../../../src/contacts/sending/spool.js';
import { importPlan } from '../../support/plan.js';

/** An in-memory server: what it refuses, what it stores of a refused batch, and how long it hides new contacts. */
type Server = {
  readonly bad: ReadonlySet<number>;
  readonly keeps: (good: readonly number[], firstBad: number) => readonly number[];
  readonly lagMs: number;
  /** How the n-th response is lost, if it is. */
  readonly lost: (n: number) => 'before' | 'after' | undefined;
};

const plan = importPlan([]);

function contactOf(row: number): Contact {
  const raw = { id: `c${row}`, external_id: `r${row}`, custom_attributes: {} };
  const nothing = { name: undefined, email: undefined, phonenumber: undefined, createdAt: 1, updatedAt: 1 };
  return { ...nothing, id: raw.id, externalId: raw.external_id, attributes: {}, raw };
}

async function sent(rows: number, server: Server, planned = plan) {
  const state = newState(planned, () => 0.5);
  for (let row = 0; row < rows; row++) state.classes.add();
  state.wasAbsent = true;
  const stored = new Map<number, number>();
  const twice: number[] = [];
  const pauses: number[] = [];
  let [clock, requests] = [0, 0];
  const store = (these: readonly number[]) => {
    for (const row of these) {
      if (stored.has(row)) twice.push(row);
      stored.set(row, clock);
    }
  };
  const deps: ImportDeps = {
    create: async (encoded, ready) => {
      await ready?.();
      const batch = encoded.map((one) =>
        Number(JSON.parse(Buffer.from(one).toString()).external_id.slice(1)),
      );
      const lost = server.lost(requests++);
      if (lost === 'before') throw new ApiError('lost', 'gone');
      const good = batch.filter((row) => !server.bad.has(row));
      const firstBad = batch.findIndex((row) => server.bad.has(row));
      store(firstBad < 0 ? batch : server.keeps(good, batch.slice(0, firstBad).length));
      if (lost === 'after') throw new ApiError('lost', 'gone');
      if (firstBad >= 0) throw new ApiError('invalid', 'one of them is bad', { status: 400 });
      return batch.map(contactOf);
    },
    page: async () => {
      const shown = [...stored].filter(([, at]) => clock >= at + server.lagMs).map(([row]) => contactOf(row));
      return { contacts: shown, total: shown.length, totalPages: 1 };
    },
    list: async () => ({ contacts: [], total: 0, totalPages: 1 }),
    maxWaitMs: 300_000,
    spoolPath: () => '',
    get: async () => undefined,
    update: async () => contactOf(0),
    before: unkept(),
    lostAttributes: async () => new Set(),
    refusals: { areWhole: false, note: async () => {} },
    checkInput: async () => {},
    ready: async () => {},
    stop: new AbortController().signal,
    pause: async (ms) => {
      pauses.push(ms);
      clock += ms;
      return true;
    },
    serverMs: () => undefined,
    monotonic: () => 0,
    onPriced: () => {},
    random: () => 0.5,
    onProgress: () => {},
    onNotice: () => {},
  };
  const batch = Array.from(
    { length: rows },
    (_, ordinal): Parcel => ({
      ordinal,
      externalId: `r${ordinal}`,
      encoded: Buffer.from(JSON.stringify({ external_id: `r${ordinal}` })),
    }),
  );
  const halts: unknown[] = [];
  const context = { plan: planned, state, log: undefined, deps, attributes: [], maySend: true };
  const sender = createSender({
    ...context,
    halt: (cause) => halts.push(cause),
    isStopped: () => halts.length > 0,
  });
  await sender.send(batch);
  return { state, stored, twice, requests, halts, pauses };
}

const never = () => undefined;
const atomic = () => [];
const prefix = (good: readonly number[], before: number) => good.slice(0, before);
/** A varying subset of the good rows. */
const anyPart = (good: readonly number[]) => good.filter((row) => (row * 2_654_435_761) % 97 < 40);
const subset = (good: readonly number[]) => good.filter((_, i) => i % 2 === 0);

describe('a refused batch', () => {
  const badRows = fc.uniqueArray(fc.nat({ max: 299 }), { maxLength: 12 });

  test.each([
    ['nothing', atomic],
    ['everything before the bad row', prefix],
    ['every other good row', subset],
    ['any subset of the good rows', anyPart],
  ])(
    'I-2 I-12 property: exactly the bad rows are rejected when the server stores %s of a refused batch',
    { timeout: 120_000 },
    async (_, keeps) => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 300 }),
          badRows,
          fc.constantFrom(0, 8000, 30_000),
          async (rows, some, lagMs) => {
            const bad = new Set(some.filter((row) => row < rows));
            const { state, stored, twice, halts } = await sent(rows, { bad, keeps, lagMs, lost: never });
            const classes = Array.from({ length: rows }, (_, row) => state.classes.of(row));
            expect(classes).toEqual(
              Array.from({ length: rows }, (_, row) => (bad.has(row) ? 'rejected' : 'created')),
            );
            expect([stored.size, twice, halts]).toEqual([rows - bad.size, [], []]);
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  test('I-11 property: d bad rows of n add at most 2·d·⌈log₂ n⌉ + 1 requests', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 1000 }),
        fc.uniqueArray(fc.nat({ max: 999 }), { maxLength: 20 }),
        async (rows, some) => {
          const bad = new Set(some.filter((row) => row < rows));
          const { requests } = await sent(rows, { bad, keeps: atomic, lagMs: 0, lost: never });
          expect(requests - 1).toBeLessThanOrEqual(2 * bad.size * Math.ceil(Math.log2(rows)) + 1);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('a server that refuses everything is sent a hundred rows, not all of them', async () => {
    const bad = new Set(Array.from({ length: 1000 }, (_, row) => row));
    const { state, halts } = await sent(1000, { bad, keeps: atomic, lagMs: 0, lost: never });
    expect([state.classes.countOf('rejected'), state.classes.countOf('pending')]).toEqual([100, 900]);
    expect(halts).toEqual([
      expect.objectContaining({
        kind: 'limit',
        message: expect.stringMatching(/refused 100 contacts in a row/),
      }),
    ]);
  });
});

describe('a pause before the next read-back', () => {
  test.each([
    ['a refused batch, --read-lag 0', 0, never, [1], []],
    ['a refused batch, --read-lag 4s', 4000, never, [1], [5000]],
    ['a refused batch, --read-lag 30s', 30_000, never, [1], [5000, 30_000]],
    ['a lost batch, --read-lag 0', 0, (n: number) => (n === 0 ? 'before' : undefined), [], [5000]],
  ] as const)('%s', async (_, readLagMs, lost, bad, expected) => {
    const server = { bad: new Set(bad), keeps: prefix, lagMs: 0, lost };
    const { pauses, halts, stored } = await sent(2, server, { ...plan, readLagMs });
    expect([pauses.filter((ms) => ms >= 1000), halts, stored.size]).toEqual([expected, [], 2 - bad.length]);
  });
});

describe('a lost response', () => {
  test('I-5 C-1 C-3 property: with lost responses and delayed visibility, no row is stored twice and none is lost', async () => {
    const fates = fc.array(fc.constantFrom('before', 'after', undefined), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.uniqueArray(fc.nat({ max: 59 }), { maxLength: 3 }),
        fc.constantFrom(atomic, prefix, subset, anyPart),
        fc.constantFrom(0, 8000, 30_000),
        fates,
        async (rows, some, keeps, lagMs, lost) => {
          const bad = new Set(some.filter((row) => row < rows));
          const { state, stored, twice, halts } = await sent(rows, {
            bad,
            keeps,
            lagMs,
            lost: (n) => lost[n] as 'before' | undefined,
          });
          expect(twice).toEqual([]);
          for (let row = 0; row < rows; row++) {
            const rowState = state.classes.of(row);
            if (rowState === 'created') expect(stored.has(row)).toBe(true);
            else if (rowState === 'rejected') expect(bad.has(row) && !stored.has(row)).toBe(true);
            // After five losses in a row the run stops, and rows that are not there are not sent.
            else expect([rowState, stored.has(row), halts.length]).toEqual(['pending', false, 1]);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
