import type { Bot } from '../../src/api/bots.js';
import type { Answer } from '../../src/chat/conversation.js';

export function botCalled(name: string, id = `id-of-${name}`): Bot {
  return { id, name, status: undefined, trainedAtMs: undefined, raw: {} };
}

/** A whole answer of a bot. */
export function answerOf(text: string, more: Partial<Answer> = {}): Answer {
  return {
    ...{ text, status: 'complete', bot: { id: 'b1', name: 'Support' }, model: null, temperature: null },
    ...{ credits: 1, timing: { first_byte_ms: 100, total_ms: 900 }, at: '2026-03-01T08:00:00.000Z' },
    ...more,
  };
}
