import type { Bot } from '../../api/bots.js';
import type { Failure } from '../../base/failure.js';
import { type AskDeps, modelOf, replyTo } from '../ask.js';
import { documentOf, errorOf } from '../document.js';
import { inOrder } from '../in-order.js';
import { estimateOf } from '../models.js';
import type { OneReply } from '../once.js';
import type { Item } from './items.js';
import type { Line } from './output.js';

export type BatchDeps = AskDeps & {
  readonly atOnce: number;
  readonly botOf: (item: Item) => Bot;
  readonly usual: { readonly model: string | undefined; readonly temperature: number | undefined };
  /** Stops at the first prompt that is not answered completely. */
  readonly bails: boolean;
  /** Throws when one more reply would exceed the credit limit. */
  readonly before: (bot: Bot, model: string | undefined) => void;
  /** Receives each line as soon as it is ready, in any order. */
  readonly take: (line: Line, item: Item) => Promise<void>;
};

export type BatchEnd = {
  readonly answered: number;
  readonly failed: number;
  /** Why the batch ended before the last prompt. */
  readonly stop: Failure | undefined;
};

/** Sends prompts and yields their lines in order. A failed prompt yields a line, too, and stops the batch only with `bails`. */
export async function* batchLines(items: readonly Item[], deps: BatchDeps): AsyncGenerator<Line, BatchEnd> {
  let stop: Failure | undefined;
  let [answered, failed] = [0, 0];
  const open = () => stop === undefined;
  for await (const line of inOrder(whileOpen(items, open), deps.atOnce, async (item) => {
    const reply = await oneReply(item, deps).catch((error) => {
      stop ??= error;
      return undefined;
    });
    if (reply === undefined) return undefined;
    if (reply.failure !== undefined && (deps.bails || endsAll(reply.failure))) stop ??= reply.failure;
    // A prompt whose answer was stopped gets no line, so that it is asked again when the batch is resumed.
    if (reply.status === 'stopped') return undefined;
    const line = lineOf(item, reply, deps);
    await deps.take(line, item).catch((error) => {
      // If a line cannot be written, stop: further answers would be paid for and lost.
      stop ??= error;
      throw error;
    });
    return line;
  })) {
    if (line === undefined) continue;
    if (line.ok) answered++;
    else failed++;
    yield line;
  }
  return { answered, failed, stop };
}

function* whileOpen(items: readonly Item[], isOpen: () => boolean): Generator<Item> {
  for (const item of items) {
    if (!isOpen()) return;
    yield item;
  }
}

/** True for a failure that every further prompt would hit, too. */
function endsAll({ kind }: Failure): boolean {
  return ['auth', 'limit', 'not-found', 'interrupted', 'terminated', 'hangup'].includes(kind);
}

async function oneReply(item: Item, deps: BatchDeps): Promise<OneReply> {
  const bot = deps.botOf(item);
  const { model, temperature } = tuned(item, deps);
  deps.before(bot, model);
  return replyTo({ bot, model, temperature, messages: item.messages }, deps);
}

function tuned(item: Item, { usual }: BatchDeps) {
  return { model: item.model ?? usual.model, temperature: item.temperature ?? usual.temperature };
}

function lineOf(item: Item, reply: OneReply, deps: BatchDeps): Line {
  const bot = deps.botOf(item);
  const { model: wanted, temperature } = tuned(item, deps);
  const model = modelOf({ bot, model: wanted });
  const about = {
    bot: { id: bot.id, name: bot.name },
    model,
    temperature: temperature ?? null,
    ...{ conversation_id: null, session: null, credits: estimateOf(deps.prices, model) },
  };
  const ok = reply.failure === undefined;
  const failure = reply.failure === undefined ? {} : { error: errorOf(reply.failure) };
  return { id: item.id, input: item.input, ok, ...documentOf(about, reply), ...failure };
}
