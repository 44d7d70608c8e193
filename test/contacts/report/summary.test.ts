import { describe, expect, test } from 'vitest';
import { ApiError, type ApiErrorKind } from '../../../src/api/error.js';
import { type Ending, exitCodes, Failure } from '../../../src/base/failure.js';
import type { Fault } from '../../../src/contacts/report/fault.js';
import { type SummaryContext, summaryOf, withReportFailure } from '../../../src/contacts/report/summary.js';
import type { ImportPlan } from '../../../src/contacts/run/plan.js';
import type { ImportResult } from '../../../src/contacts/run/result.js';
import { columnsCalled } from '../../support/columns.js';
import { importPlan } from '../../support/plan.js';
import { emptyLedger, importResult, importSummary, summaryContext } from '../../support/summary.js';

const ledger = (some: Partial<ImportResult['ledger']>) => ({ ledger: { ...emptyLedger, ...some } });
const halt = (cause?: unknown) => ({ halt: { cause } });
const told = (kind: ApiErrorKind) => halt(new ApiError(kind, ''));
const { notes } = importResult();
const dropped = { notes: { ...notes, dropped: new Map([['name', 1]]) } };
const hidden = { notes: { ...notes, notShown: 1 } };
const readback = { verify: 'readback' } as const;
const left = ledger({ unprocessed: 2 });
const whole = ledger({ created: 3 });

type Case = readonly [string, Partial<ImportResult>, Partial<ImportPlan>, SummaryContext['signal'], Ending];

describe('how an import ends', () => {
  test.each<Case>([
    ['all rows are settled', whole, {}, undefined, 'done'],
    ['a signal came after the last row', whole, {}, 'SIGINT', 'done'],
    ['rows are rejected', ledger({ created: 2, rejected: 1 }), {}, undefined, 'partial'],
    ['too many are rejected', { ...left, overLimit: true }, {}, undefined, 'limit'],
    ['rows are in doubt', ledger({ 'in doubt': 1, rejected: 1 }), {}, 'SIGINT', 'in-doubt'],
    ['a halt without a cause', { ...left, ...halt() }, {}, undefined, 'temporary'],
    ['the key is refused', { ...left, ...told('auth') }, {}, undefined, 'auth'],
    ['the lock is lost', { ...left, ...halt(new Failure('locked', '')) }, {}, undefined, 'locked'],
    ['something is thrown', { ...left, ...halt(new TypeError('no')) }, {}, undefined, 'bug'],
    ['SIGINT with rows left', left, {}, 'SIGINT', 'interrupted'],
    ['SIGTERM with rows left', left, {}, 'SIGTERM', 'terminated'],
    ['SIGHUP with rows left', left, {}, 'SIGHUP', 'hangup'],
    ['a wait cut short', { ...whole, ...told('stopped') }, {}, 'SIGTERM', 'terminated'],
    ['a halt and a signal', { ...left, ...told('credits') }, {}, 'SIGINT', 'limit'],
    ['rows left for no reason', left, {}, undefined, 'bug'],
    ['rows left that were not to be sent', { ...left, onlySettled: true }, {}, undefined, 'done'],
    ['no row', { rows: 0 }, {}, undefined, 'done'],
    ['no row where that is a failure', { rows: 0 }, { failOnEmpty: true }, undefined, 'empty'],
    ['rows that a reading did not show', hidden, readback, undefined, 'partial'],
    ['fields that a reading did not show', dropped, readback, undefined, 'partial'],
    ['fields that an echo did not show', dropped, {}, undefined, 'done'],
    ['a report that cannot be written', { reportError: new Failure('disk', '') }, {}, undefined, 'disk'],
  ])('%s', (_, result, plan, signal, ending) => {
    const context = summaryContext({ plan: { ...importPlan([]), ...plan }, signal });
    const summary = summaryOf(importResult(result), context);
    expect([summary.ending, summary.exitCode, summary.ok]).toEqual([
      ending,
      exitCodes[ending],
      ending === 'done',
    ]);
    if (result.reportError === undefined) expect(summary.error?.code ?? 'done').toBe(ending);
  });
});

describe('what a summary says', () => {
  test.each<[Partial<ImportResult>, string | null]>([
    [{}, 'run-1'],
    [{ isKept: false }, null],
    [{ overLimit: true }, null],
  ])('of %j, the name to go on with is %j', (result, run) => {
    expect(summaryOf(importResult(result), summaryContext()).run).toBe(run);
  });

  test.each([
    [{ exists: 2 }, true],
    [{ exists: 2, bad_email: 1 }, false],
    [{ bad_email: 1 }, false],
  ])('of rows rejected by %j, a way out is told: %s', (rejectedBy, isTold) => {
    const result = { overLimit: true, notes: { ...notes, rejectedBy: new Map(Object.entries(rejectedBy)) } };
    expect(summaryOf(importResult(result), summaryContext()).advice !== null).toBe(isTold);
  });

  test('the input, the bot, the shard and the time are told', () => {
    const plan = { ...importPlan([]), shard: { index: 2, count: 3 }, dryRun: true };
    expect(
      summaryOf(importResult({ rowsElsewhere: 5, blankLines: 1 }), summaryContext({ plan })),
    ).toMatchObject({
      dryRun: true,
      shard: { index: 2, count: 3, rowsElsewhere: 5 },
      bot: { id: 'b1', name: 'Bot' },
      input: { name: 'contacts.csv', bytes: 42, sha256: 'abc', dialect: 'CSV', rows: 3, blankLines: 1 },
      startedAt: '2027-01-15T08:00:00.000Z',
      seconds: 1.234,
      directory: '/tmp/report',
      files: ['rejects.csv'],
    });
  });

  test('a column is left out by its rule, or because it was empty; others are not', () => {
    const plan = importPlan(columnsCalled(['id', 'plan', 'left', 'Notes']));
    const { columns } = summaryOf(importResult(), summaryContext({ plan }));
    expect(columns.map(({ header, leftOutBy }) => [header, leftOutBy])).toEqual([
      ['id', null],
      ['plan', null],
      ['left', '--ignore'],
      ['Notes', expect.any(String)],
    ]);
    expect(columns.slice(0, 2).map(({ to }) => to)).toEqual(['external_id', 'custom_attributes.plan']);
  });

  test('the first five rejected rows are shown, and no row of another kind', () => {
    const faults = Array.from({ length: 9 }, (_, line): Fault => {
      const kind = line === 1 ? 'in doubt' : 'rejected';
      return { line, column: 'A', kind, code: 'x', message: 'y' };
    });
    const { firstFaults } = summaryOf(importResult(), summaryContext({}, faults));
    expect(firstFaults).toEqual([0, 2, 3, 4, 5].map((line) => ({ line, code: 'x', message: 'y' })));
  });
});

describe('a report that could not be written', () => {
  test.each<[Ending, Ending]>([
    ['done', 'disk'],
    ['partial', 'disk'],
    ['in-doubt', 'in-doubt'],
  ])('makes of %s the ending %s', (before, ending) => {
    const { ok, reportFailure, ...rest } = withReportFailure(
      importSummary({ ending: before }),
      new Failure('disk', 'full'),
    );
    expect([rest.ending, rest.exitCode, ok, reportFailure]).toEqual([
      ending,
      exitCodes[ending],
      false,
      'full',
    ]);
  });

  test('is thrown on when it is no trouble of the disk', () => {
    expect(() => withReportFailure(importSummary(), new TypeError('a bug'))).toThrow('a bug');
  });
});
