import { Failure } from '../../src/base/failure.js';
import { nothingSpent } from '../../src/chat/credits.js';
import { summaryOf } from '../../src/chat/tests/reports.js';
import type { TestResult, TestRun } from '../../src/chat/tests/run-tests.js';
import { answerOf, botCalled } from './answers.js';

const assertion = { kind: 'contains', value: '30' } as const;
export const fault = {
  turn: 0,
  index: 0,
  assertion,
  text: 'contains: 30',
  reason: 'it is <not> in the answer',
  changes: undefined,
};
const turns = [{ question: 'How long?', answer: answerOf('Two weeks') }];
export const pass: TestRun = { status: 'pass', turns, faults: [], skipped: 0, error: undefined };
export const fail: TestRun = { ...pass, status: 'fail', faults: [fault], skipped: 2 };
export const error: TestRun = { ...pass, status: 'error', error: new Failure('temporary', 'Cut "off"') };

/** A test of one question that went like this in its runs. */
export function result(runs: readonly TestRun[], more: Partial<TestResult['test']> = {}): TestResult {
  const status =
    (['fail', 'error', 'pass'] as const).find((one) => runs.some((run) => run.status === one)) ?? 'pass';
  const test = {
    ...{ name: 'refund', line: 3, index: 0, bot: undefined, model: undefined, temperature: undefined },
    ...{
      repeat: runs.length,
      passRate: 1,
      isShared: false,
      turns: [{ user: 'How long?', expect: [assertion] }],
      after: [],
    },
    ...more,
  };
  return {
    test,
    bot: botCalled('Support', 'b1'),
    status,
    runs,
    passed: runs.filter((run) => run.status === 'pass').length,
  };
}

/** One that passed, one that failed in two of three runs, one that ended in an error. */
export const results = [result([pass]), result([pass, fail, fail], { name: 'a|b' }), result([error])];
export const summary = summaryOf(results, { ...nothingSpent, spent: 7, replies: 6 });
