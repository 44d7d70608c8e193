import { createHash } from 'node:crypto';
import type { Io } from '../../base/io.js';
import type { Asking } from '../ask.js';
import { nothingSpent, type Tally, withReply } from '../credits.js';
import type { OneReply } from '../once.js';
import type { AnswerFiles, CachedReply } from './answer-files.js';

/** A reply, and when it was asked for, if it came from the cache. */
export type TestReply = OneReply & { readonly cachedAt?: string | undefined };

export function replyOf({ text, timing, at }: CachedReply): TestReply {
  return { status: 'complete', text, timing, cachedAt: at };
}

/** A question as a test asks it. */
export type CachedQuestion = {
  readonly asking: Asking;
  /** The repeat of the test, from 0: the second repeat is not answered with the answer of the first. */
  readonly round: number;
  readonly contactId: string | undefined;
};

/** What the cache did in this run. */
export type CacheUsage = {
  readonly asked: number;
  /** The answers that came from the cache, and what they would have cost. */
  readonly saved: Tally;
  /** When the oldest of them was asked for; ISO 8601. */
  readonly oldestAt: string | undefined;
};

export type AnswerCache = {
  /** The answer that is kept, or else the one that `ask` gets, which is kept if it is complete. */
  readonly through: (
    question: CachedQuestion,
    ask: () => Promise<OneReply>,
    mayRead: boolean,
  ) => Promise<TestReply>;
  /** The answer that is kept; `undefined` if there is none that can be used. */
  readonly peek: (question: CachedQuestion) => Promise<CachedReply | undefined>;
  readonly usage: () => CacheUsage;
};

export type CacheDeps = {
  readonly io: Pick<Io, 'now'>;
  readonly files: AnswerFiles;
  /** Tells servers apart: bots of different servers may have the same id. */
  readonly origin: string;
  /** Answers that are older are asked for again; in milliseconds. */
  readonly maxAgeMs: number | undefined;
  readonly priceOf: (asking: Asking) => number | null;
};

/** A cache of answers. The same question of two tests is asked once, also when both are asked at the same time. */
export function createAnswerCache({ io, files, origin, maxAgeMs, priceOf }: CacheDeps): AnswerCache {
  const running = new Map<string, Promise<TestReply>>();
  let asked = 0;
  let saved = nothingSpent;
  let oldestAt: string | undefined;
  const held = async (key: string) => {
    const reply = await files.read(key);
    const isTooOld = maxAgeMs !== undefined && io.now() - Date.parse(reply?.at ?? '') > maxAgeMs;
    return isTooOld ? undefined : reply;
  };
  const taken = (reply: CachedReply, asking: Asking) => {
    saved = withReply(saved, priceOf(asking));
    if (oldestAt === undefined || reply.at < oldestAt) oldestAt = reply.at;
    return replyOf(reply);
  };
  const fresh = async (key: string, ask: () => Promise<OneReply>) => {
    const reply = await ask();
    asked++;
    if (reply.status === 'complete') {
      const at = new Date(io.now()).toISOString();
      await files.write(key, { text: reply.text, timing: reply.timing, at });
    }
    return reply;
  };
  return {
    peek: (question) => held(keyOf(origin, question)),
    usage: () => ({ asked, saved, oldestAt }),
    through: async (question, ask, mayRead) => {
      const key = keyOf(origin, question);
      if (!mayRead) return fresh(key, ask);
      // Another test is asking the same. It may fail; then the cache still has no answer, and this one asks.
      for (let other = running.get(key); other !== undefined; other = running.get(key))
        await other.catch(() => {});
      const made = held(key).then((found) =>
        found === undefined ? fresh(key, ask) : taken(found, question.asking),
      );
      running.set(key, made);
      return made.finally(() => running.delete(key));
    },
  };
}

/**
 * The name of an answer: a hash of all that decides it. A bot that was trained or configured since has other names for the same
 * questions. The settings are the documented ones that the model sees.
 */
function keyOf(origin: string, { asking, round, contactId }: CachedQuestion): string {
  const { bot, model, temperature, messages } = asking;
  const { instructions, model: own, temp, last_trained_at, num_of_characters } = bot.raw;
  const parts = {
    ...{ origin, bot: bot.id, instructions, own, temp, last_trained_at, num_of_characters },
    ...{ model, temperature, contactId, round },
    messages: messages.map(({ role, content }) => [role, content]),
  };
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
