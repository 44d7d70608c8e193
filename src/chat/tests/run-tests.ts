import type { Bot } from '../../api/bots.js';
import { Failure } from '../../base/failure.js';
import { type AskDeps, answerOf } from '../ask.js';
import { type Answer, after, type Conversation, messagesFor, noConversation } from '../conversation.js';
import { inOrder } from '../in-order.js';
import type { WordChange } from '../words.js';
import type { TestReply } from './answer-cache.js';
import { type CacheUse, isLasting, stopping, type TestAsk } from './asking.js';
import { type Assertion, assertionText } from './assertions.js';
import { type Judge, type Judged, judgedBy } from './judgements.js';
import { isTimed } from './measured.js';
import type { ChatTest } from './test-file.js';

/** A failed assertion. */
export type Fault = {
  /** The turn of the test, from 0; `undefined` for the `after` assertions. */
  readonly turn: number | undefined;
  /** The index of the assertion in that turn, from 0. */
  readonly index: number;
  readonly assertion: Assertion;
  readonly text: string;
  readonly reason: string;
  /** How the answer differs from its baseline, if it resembles it. */
  readonly changes: readonly WordChange[] | undefined;
};

export type RunTurn = {
  readonly question: string;
  readonly answer: Answer;
  /** When it was asked for, if the answer came from the cache; ISO 8601. */
  readonly cached_at?: string | undefined;
};

/** One run of a test. A missing or cut-off answer is an error, not a failure. */
export type TestRun = {
  readonly status: 'pass' | 'fail' | 'error';
  readonly turns: readonly RunTurn[];
  readonly faults: readonly Fault[];
  readonly skipped: number;
  readonly error: Failure | undefined;
};

export type TestResult = {
  readonly test: ChatTest;
  readonly bot: Bot;
  readonly status: 'pass' | 'fail' | 'error';
  readonly runs: readonly TestRun[];
  readonly passed: number;
};

export type TestDeps = Pick<AskDeps, 'prices' | 'io'> & {
  readonly ask: TestAsk;
  readonly botOf: (test: ChatTest) => Bot;
  readonly judge: Judge | undefined;
  readonly atOnce: number;
  /** Called after each run of a test. */
  readonly onRun: () => void;
};

/** Tests that must run in sequence: a single test, or all that share a conversation. */
type Unit = { readonly round: number; readonly tests: readonly ChatTest[] };

/**
 * Runs all tests. A failure that every further call would hit, too (Ctrl-C, the credit cap, a rejected key), becomes the error
 * of all later runs, and nothing more is sent.
 */
export async function runTests(tests: readonly ChatTest[], deps: TestDeps): Promise<readonly TestResult[]> {
  const [results = []] = await runGroups([tests], deps);
  return results;
}

/**
 * Runs several groups of tests, such as the lanes of a comparison, at the same time; each has its own shared conversation. They
 * advance together, so that what is complete after a Ctrl-C can be compared.
 */
export async function runGroups(
  groups: readonly (readonly ChatTest[])[],
  all: TestDeps,
): Promise<readonly (readonly TestResult[])[]> {
  const deps = { ...all, ask: stopping(all.ask) };
  const runs = new Map<ChatTest, TestRun[]>();
  const units = inTurns(groups.map(unitsOf));
  for await (const done of inOrder(units, deps.atOnce, (unit) => runUnit(unit, deps)))
    for (const [test, run] of done) runs.set(test, [...(runs.get(test) ?? []), run]);
  return groups.map((tests) => tests.map((test) => resultOf(test, deps.botOf(test), runs.get(test) ?? [])));
}

/** The first of each list, then the second of each. */
function inTurns<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list.slice(i, i + 1))).flat();
}

function unitsOf(tests: readonly ChatTest[]): readonly Unit[] {
  const shared = tests.filter(({ isShared }) => isShared);
  const rounds = Math.max(0, ...shared.map(({ repeat }) => repeat));
  const units = tests.flatMap((test): readonly Unit[] => {
    if (!test.isShared) return Array.from({ length: test.repeat }, (_, round) => ({ round, tests: [test] }));
    if (test !== shared[0]) return [];
    return Array.from({ length: rounds }, (_, round) => ({
      round,
      tests: shared.filter(({ repeat }) => round < repeat),
    }));
  });
  return units;
}

async function runUnit(
  { tests, round }: Unit,
  deps: TestDeps,
): Promise<readonly (readonly [ChatTest, TestRun])[]> {
  let conversation = noConversation;
  const done: (readonly [ChatTest, TestRun])[] = [];
  for (const test of tests) {
    const { run, said } = await runOnce(test, conversation, { deps, round, mayRead: !isTimed(test) });
    conversation = said;
    deps.onRun();
    done.push([test, run]);
  }
  return done;
}

/** How a run of a test asks. */
type Turning = CacheUse & { readonly deps: TestDeps };

async function runOnce(test: ChatTest, begun: Conversation, turning: Turning) {
  let said = begun;
  const turns: RunTurn[] = [];
  const faults: Fault[] = [];
  let [skipped, checked] = [0, 0];
  const judge = async (expected: readonly Assertion[], judged: Judged, turn: number | undefined) => {
    const found = await faultsOf(expected, judged, turn, turning.deps.judge);
    faults.push(...found.faults);
    skipped += found.skipped;
    checked += expected.length - found.skipped;
  };
  const ended = (error: Failure | undefined): TestRun => {
    const status = error !== undefined ? 'error' : faults.length > 0 ? 'fail' : 'pass';
    return { status, turns, faults, skipped, error };
  };
  try {
    for (const [turn, { user, expect }] of test.turns.entries()) {
      const { answer, failure, isSent, cachedAt } = await askTurn(test, said, user, turning);
      if (isSent)
        turns.push({ question: user, answer, ...(cachedAt !== undefined && { cached_at: cachedAt }) });
      if (failure !== undefined && !isExpected(failure, expect)) return { run: ended(failure), said };
      await judge(expect, { answer, history: turns.slice(0, -1).map((one) => one.answer) }, turn);
      said = after(after(said, { kind: 'question', text: user, at: answer.at }), {
        kind: 'answer',
        ...answer,
      });
    }
    await judge(test.after, together(turns), undefined);
    // A test whose assertions were all skipped has no verdict.
    const isUnjudged = skipped > 0 && checked === 0;
    return { run: ended(isUnjudged ? unjudged() : undefined), said };
  } catch (error) {
    // A judge that fails to answer gives no verdict.
    if (error instanceof Failure) return { run: ended(error), said };
    throw error;
  }
}

function unjudged(): Failure {
  return new Failure('temporary', 'No assertion was judged', { advice: 'Name a bot with --judge' });
}

/** A test may expect a failed reply with `status`, but not a failure that stops all tests. */
function isExpected(failure: Failure, expect: readonly Assertion[]): boolean {
  return !isLasting(failure) && expect.some((assertion) => assertion.kind === 'status');
}

/** What `after` judges: all answers joined as one text, with their total credits. */
function together(turns: readonly RunTurn[]): Judged {
  const answers = turns.map(({ answer }) => answer);
  const [last] = answers.slice(-1);
  const text = answers.map((answer) => answer.text).join('\n\n');
  return { answer: { ...(last as Answer), text }, history: answers.slice(0, -1) };
}

async function faultsOf(
  expected: readonly Assertion[],
  judged: Judged,
  turn: number | undefined,
  judge: Judge | undefined,
) {
  const faults: Fault[] = [];
  let skipped = 0;
  for (const [index, assertion] of expected.entries()) {
    const { isMet, reason, isSkipped, changes } = await judgedBy(assertion, judged, judge);
    if (isSkipped) skipped++;
    if (!isMet) faults.push({ turn, index, assertion, text: assertionText(assertion), reason, changes });
  }
  return { faults, skipped };
}

async function askTurn(test: ChatTest, said: Conversation, user: string, { deps, round, mayRead }: Turning) {
  const bot = deps.botOf(test);
  const { model, temperature } = test;
  const asking = { bot, model, temperature, messages: messagesFor(said, user) };
  let isSent = true;
  const reply = await deps.ask(asking, { round, mayRead }).catch((error) => {
    isSent = false;
    return unasked(error);
  });
  return {
    answer: answerOf(reply, asking, deps),
    failure: reply.failure,
    isSent,
    cachedAt: reply.cachedAt,
  };
}

/** A request that was refused before it was sent, as a reply. */
function unasked(error: unknown): TestReply {
  if (!(error instanceof Failure)) throw error;
  return { status: 'error', text: '', timing: { first_byte_ms: null, total_ms: 0 }, failure: error };
}

function resultOf(test: ChatTest, bot: Bot, runs: readonly TestRun[]): TestResult {
  const passed = runs.filter(({ status }) => status === 'pass').length;
  const errors = runs.filter(({ status }) => status === 'error').length;
  const needed = Math.ceil(test.passRate * runs.length - 1e-9);
  // A test with errors has no verdict, unless the other runs decide it.
  const status = passed >= needed ? 'pass' : passed + errors < needed || errors === 0 ? 'fail' : 'error';
  return { test, bot, status, runs, passed };
}

/** The chosen tests; if one shares its conversation, also all others that share it, because its result depends on them. */
export function chainsOf(all: readonly ChatTest[], chosen: readonly ChatTest[]): readonly ChatTest[] {
  const isShared = chosen.some((test) => test.isShared);
  return all.filter((test) => chosen.includes(test) || (isShared && test.isShared));
}

/** The results after rerunning the tests that ended in an error. */
export async function retriedErrors(
  results: readonly TestResult[],
  deps: TestDeps,
): Promise<readonly TestResult[]> {
  const again = chainsOf(
    results.map(({ test }) => test),
    results.filter(({ status }) => status === 'error').map(({ test }) => test),
  );
  if (again.length === 0) return results;
  const fresh = await runTests(again, deps);
  return results.map((result) => fresh.find(({ test }) => test.index === result.test.index) ?? result);
}
