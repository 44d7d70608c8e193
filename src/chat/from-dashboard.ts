import type { Bot } from '../api/bots.js';
import type { Convo } from '../api/convos.js';
import type { Answer, Conversation, Turn } from './conversation.js';

/** A dashboard conversation as turns. Consecutive messages of one role are joined, because roles must alternate. */
export function turnsOf({ messages, createdAtMs, raw }: Convo, bot: Bot, nowMs: number): Conversation {
  const at = new Date(createdAtMs ?? nowMs).toISOString();
  let greeting: string | undefined;
  const turns: Turn[] = [];
  for (const { role, text } of messages) {
    const last = turns.at(-1);
    if (role === 'user') {
      if (last === undefined || last.answers.length > 0)
        turns.push({ question: text, at, answers: [], chosen: 0 });
      else turns[turns.length - 1] = { ...last, question: joined(last.question, text) };
    } else if (role === 'assistant') {
      if (last === undefined) greeting = joined(greeting, text);
      else
        turns[turns.length - 1] = {
          ...last,
          answers: [answerWith(joined(last.answers[0]?.text, text), at, bot, raw.model)],
        };
    }
  }
  return { greeting, turns: turns.filter(({ answers }) => answers.length > 0) };
}

function joined(before: string | undefined, text: string): string {
  return before === undefined ? text : `${before}\n\n${text}`;
}

function answerWith(text: string, at: string, { id, name }: Bot, model: unknown): Answer {
  return {
    ...{ text, at, status: 'complete', bot: { id, name }, temperature: null, credits: 0 },
    model: typeof model === 'string' ? model : null,
    timing: { first_byte_ms: null, total_ms: 0 },
  };
}
