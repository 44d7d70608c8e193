import type { Bot } from '../../api/bots.js';
import { Failure } from '../../base/failure.js';
import { type AskDeps, type Asking, answerOf, replyTo } from '../ask.js';
import { type Answer, after, type Conversation, messagesFor, noConversation } from '../conversation.js';
import { inOrder } from '../in-order.js';
import type { OneReply } from '../once.js';
import type { WordChange } from '../words.js';
import { type Assertion, assertionText } from './assertions.js';
import { type Judge, type Judged, judgedBy } from './judgements.js';
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

export type RunTurn = { readonly question: string; readonly answer: Answer };

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

export type TestDeps = AskDeps & {
  readonly botOf: (test: ChatTest) => Bot;
  readonly judge: Judge | undefined;
  readonly atOnce: number;
  /** Throws when one more reply would exceed the credit limit. */
  readonly before: (bot: Bot, model: string | undefined) => void;
  /** Called after each run of a test. */
  readonly onRun: () => void;
};

/** Tests that must run in sequence: a single test, or all that share a conversation. */
type Unit = { readonly round: number; readonly tests: readonly ChatTest[] };

/**
 * Runs all tests. A failure that every further call would hit, too (Ctrl-C, the credit cap, a rejected key), becomes the error
 * of all later runs, and nothing more is sent.
 */
export async function runTests(tests: readonly ChatTest[], all: TestDeps): Promise<readonly TestResult[]> {
  const deps = stoppingFor(all);
  const runs = new Map<number, TestRun[]>();
  for await (const done of inOrder(unitsOf(tests), deps.atOnce, (unit) => runUnit(unit, deps)))
    for (const [test, run] of done) runs.set(test.index, [...(runs.get(test.index) ?? []), run]);
  return tests.map((test) => resultOf(test, deps.botOf(test), runs.get(test.index) ?? []));
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

async function runUnit({ tests }: Unit, deps: Deps): Promise<readonly (readonly [ChatTest, TestRun])[]> {
  let conversation = noConversation;
  const done: (readonly [ChatTest, TestRun])[] = [];
  for (const test of tests) {
    const { run, said } = await runOnce(test, conversation, deps);
    conversation = said;
    deps.onRun();
    done.push([test, run]);
  }
  return done;
}

async function runOnce(test: ChatTest, begun: Conversation, deps: Deps) {
  let said = begun;
  const turns: RunTurn[] = [];
  const faults: Fault[] = [];
  let [skipped, checked] = [0, 0];
  const judge = async (expected: readonly Assertion[], judged: Judged, turn: number | undefined) => {
    const found = await faultsOf(expected, judged, turn, deps.judge);
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
      const { answer, failure, isSent } = await askTurn(test, said, user, deps);
      if (isSent) turns.push({ question: user, answer });
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
function isExpected({ kind }: Failure, expect: readonly Assertion[]): boolean {
  return !lasting.has(kind) && expect.some((assertion) => assertion.kind === 'status');
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

async function askTurn(test: ChatTest, said: Conversation, user: string, deps: Deps) {
  const bot = deps.botOf(test);
  const { model, temperature } = test;
  const asking = { bot, model, temperature, messages: messagesFor(said, user) };
  let isSent = true;
  const reply = await deps.ask(asking).catch((error) => {
    isSent = false;
    return unasked(error);
  });
  return { answer: answerOf(reply, asking, deps), failure: reply.failure, isSent };
}

/** A request that was refused before it was sent, as a reply. */
function unasked(error: unknown): OneReply {
  if (!(error instanceof Failure)) throw error;
  return { status: 'error', text: '', timing: { first_byte_ms: null, total_ms: 0 }, failure: error };
}

type Deps = TestDeps & { readonly ask: (asking: Asking) => Promise<OneReply> };

const lasting: ReadonlySet<string> = new Set([
  'auth',
  'limit',
  'not-found',
  'interrupted',
  'terminated',
  'hangup',
]);

function stoppingFor(deps: TestDeps): Deps {
  let stop: Failure | undefined;
  const ask = async (asking: Asking) => {
    if (stop !== undefined) throw stop;
    const reply = await asked(asking, deps);
    if (reply.failure !== undefined && lasting.has(reply.failure.kind)) stop ??= reply.failure;
    return reply;
  };
  return { ...deps, ask };
}

type RunDeps = Omit<TestDeps, 'judge' | 'botOf' | 'onRun' | 'atOnce'>;

async function asked(asking: Asking, deps: RunDeps): Promise<OneReply> {
  deps.before(asking.bot, asking.model);
  return replyTo(asking, deps);
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

const verdict = /^\W*(PASS|FAIL)\b\W*([\s\S]*)$/i;

/** A judge that sends the criterion and the answer to a bot and reads PASS or FAIL from its first word. */
export function botJudge(bot: Bot, deps: RunDeps): Judge {
  return async (criterion, answer) => {
    const content = [
      'You grade the answer of another assistant. Reply with PASS or FAIL as the first word, then one sentence why.',
      `Criterion: ${criterion}`,
      `Answer to grade, between the lines:\n-----\n${answer.text}\n-----`,
    ].join('\n\n');
    const asking = { bot, model: undefined, temperature: 0, messages: [{ role: 'user', content }] as const };
    const reply = await asked(asking, deps);
    if (reply.failure !== undefined) throw reply.failure;
    const [, word, why = ''] = verdict.exec(reply.text) ?? [];
    if (word === undefined)
      return { isMet: false, reason: `the judge said neither PASS nor FAIL: ${reply.text.slice(0, 100)}` };
    return { isMet: word.toUpperCase() === 'PASS', reason: `the judge: ${why.trim().slice(0, 300)}` };
  };
}
