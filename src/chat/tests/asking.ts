import type { Bot } from '../../api/bots.js';
import { Failure } from '../../base/failure.js';
import { type AskDeps, type Asking, replyTo } from '../ask.js';
import { type AnswerCache, replyOf, type TestReply } from './answer-cache.js';
import type { Judge } from './judgements.js';

/** Which repeat of a test asks, from 0, and whether an answer of an earlier run will do. */
export type CacheUse = { readonly round: number; readonly mayRead: boolean };

export type TestAsk = (asking: Asking, use: CacheUse) => Promise<TestReply>;

export type AskingDeps = AskDeps & {
  /** Throws when one more reply would exceed the credit limit. */
  readonly before: (bot: Bot, model: string | undefined) => void;
  readonly cache?: AnswerCache | undefined;
};

const lasting: ReadonlySet<string> = new Set([
  'auth',
  'limit',
  'not-found',
  'interrupted',
  'terminated',
  'hangup',
]);

/** Whether every further call would fail in the same way. */
export function isLasting({ kind }: Failure): boolean {
  return lasting.has(kind);
}

/** Asks until a failure that lasts; then every further question fails with it, and nothing more is sent. */
export function stopping(ask: TestAsk): TestAsk {
  let stop: Failure | undefined;
  return async (asking, use) => {
    if (stop !== undefined) throw stop;
    const reply = await ask(asking, use);
    if (reply.failure !== undefined && isLasting(reply.failure)) stop ??= reply.failure;
    return reply;
  };
}

/** Asks the bot, or takes the answer from the cache, which costs nothing. */
export function askingBot(deps: AskingDeps): TestAsk {
  return async (asking, { round, mayRead }) => {
    const ask = async () => {
      deps.before(asking.bot, asking.model);
      return replyTo(asking, deps);
    };
    if (deps.cache === undefined) return ask();
    return deps.cache.through({ asking, round, contactId: deps.contactId }, ask, mayRead);
  };
}

/** Takes answers from the cache only, and sends nothing: for an estimate of what a run would ask. */
export function askingCache({ contactId, cache }: Pick<AskingDeps, 'contactId' | 'cache'>): TestAsk {
  return async (asking, { round, mayRead }) => {
    const held = mayRead ? await cache?.peek({ asking, round, contactId }) : undefined;
    if (held !== undefined) return replyOf(held);
    throw new Failure('temporary', 'The answer is not in the cache');
  };
}

const verdict = /^\W*(PASS|FAIL)\b\W*([\s\S]*)$/i;

/** A judge that sends the criterion and the answer to a bot and reads PASS or FAIL from its first word. */
export function botJudge(bot: Bot, ask: TestAsk): Judge {
  return async (criterion, answer) => {
    const content = [
      'You grade the answer of another assistant. Reply with PASS or FAIL as the first word, then one sentence why.',
      `Criterion: ${criterion}`,
      `Answer to grade, between the lines:\n-----\n${answer.text}\n-----`,
    ].join('\n\n');
    const asking = { bot, model: undefined, temperature: 0, messages: [{ role: 'user', content }] as const };
    const reply = await ask(asking, { round: 0, mayRead: true });
    if (reply.failure !== undefined) throw reply.failure;
    const [, word, why = ''] = verdict.exec(reply.text) ?? [];
    if (word === undefined)
      return { isMet: false, reason: `the judge said neither PASS nor FAIL: ${reply.text.slice(0, 100)}` };
    return { isMet: word.toUpperCase() === 'PASS', reason: `the judge: ${why.trim().slice(0, 300)}` };
  };
}
