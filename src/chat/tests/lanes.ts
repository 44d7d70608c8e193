import type { Bot } from '../../api/bots.js';
import { median } from '../compare/compare.js';
import type { Lane, LaneChoice } from '../compare/lanes.js';
import type { TestResult } from './run-tests.js';
import type { ChatTest } from './test-file.js';

/** A lane with its copy of the tests. */
export type TestLane = { readonly lane: Lane; readonly tests: readonly ChatTest[] };

/** The results of a lane, one per test. */
export type LaneResults = { readonly lane: Lane; readonly results: readonly TestResult[] };

/** Copies the tests for each lane, which overrides what it names. `botOf` says which bot a test of the file asks. */
export function laneTests(
  tests: readonly ChatTest[],
  lanes: readonly Lane[],
  choices: readonly LaneChoice[],
  botOf: (test: ChatTest) => Bot,
): { readonly lanes: readonly TestLane[]; readonly botOf: (test: ChatTest) => Bot } {
  const bots = new Map<ChatTest, Bot>();
  const copies = lanes.map((lane, i) => {
    const { bot, model, temperature } = choices[i] ?? {};
    const copied = tests.map((test) => {
      const copy = {
        ...test,
        model: model ?? test.model,
        temperature: temperature ?? test.temperature,
      };
      bots.set(copy, bot === undefined ? botOf(test) : lane.bot);
      return copy;
    });
    return { lane, tests: copied };
  });
  return { lanes: copies, botOf: (test) => bots.get(test) ?? botOf(test) };
}

/** The totals of a lane. */
export type LaneTotals = {
  readonly tests: number;
  readonly passed: number;
  readonly failed: number;
  readonly errors: number;
  readonly runs: number;
  readonly passed_runs: number;
  /** The share of its runs that passed, of those that have a verdict; `null` if none has. */
  readonly pass_rate: number | null;
  /** Estimated credits of its answers, without those of a judge and those from the cache; `null` if a price is unknown. */
  readonly credits: number | null;
  /** The median time of an answer, in milliseconds; `null` if none came. Answers from the cache count with the time they took. */
  readonly median_ms: number | null;
};

export function totalsOf(results: readonly TestResult[]): LaneTotals {
  const count = (status: TestResult['status']) => results.filter((one) => one.status === status).length;
  const runs = results.flatMap((one) => one.runs);
  const judged = runs.filter(({ status }) => status !== 'error');
  const passed = runs.filter(({ status }) => status === 'pass').length;
  const turns = runs.flatMap((run) => run.turns);
  const prices = turns.filter((turn) => turn.cached_at === undefined).map(({ answer }) => answer.credits);
  const came = turns.filter(({ answer }) => answer.text !== '' || answer.status === 'complete');
  return {
    ...{ tests: results.length, passed: count('pass'), failed: count('fail'), errors: count('error') },
    ...{ runs: runs.length, passed_runs: passed },
    pass_rate: judged.length === 0 ? null : Math.round((passed / judged.length) * 100) / 100,
    credits: prices.reduce(
      (sum: number | null, price) => (sum === null || price === null ? null : sum + price),
      0,
    ),
    median_ms: median(came.map(({ answer }) => answer.timing.total_ms)),
  };
}

/** Whether nothing of a test was asked, because the run ended before. */
export function wasNotRun({ runs }: TestResult): boolean {
  return runs.every(({ turns, status }) => turns.length === 0 && status === 'error');
}

/** `pass`, or with repeats `pass 3/3`; a dash for a test that was not run. */
export function cellText(result: TestResult): string {
  const { status, passed, runs } = result;
  if (wasNotRun(result) && runs.every(({ error }) => stops.has(error?.kind ?? ''))) return '–';
  return runs.length > 1 ? `${status} ${passed}/${runs.length}` : status;
}

const stops: ReadonlySet<string> = new Set(['interrupted', 'terminated', 'hangup', 'limit', 'auth']);
