import { ApiError } from './error.js';

/**
 * What a bot says when the account has no credits left (documentation: FAQ, "Why is my chatbot unavailable"). It arrives as
 * text, as JSON or as an error message, and never counts as an answer.
 */
const sentences = [
  'this chatbot is currently unavailable.',
  'if you are the owner please check your account.',
];

function normal(text: string): string {
  return text.trim().toLowerCase().replace(/\s+/g, ' ').replaceAll(',', '');
}

const whole = sentences.join(' ');

/** True for a text that consists of that sentence and nothing else. */
export function isUnavailable(text: string): boolean {
  const said = normal(text).replace(/\.?$/, '.');
  return said === whole || said === sentences[0];
}

function mayBecomeUnavailable(text: string): boolean {
  return whole.startsWith(normal(text));
}

export function unavailable(words: string, status?: number): ApiError {
  return new ApiError('credits', `the bot is unavailable: ${words.trim().slice(0, 300)}`, { status });
}

/** The pieces of a reply; a reply that consists of that sentence is thrown as ApiError `credits` instead. */
export async function* refusingUnavailable(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let held: string | undefined = '';
  try {
    for await (const piece of pieces) {
      if (held !== undefined) held += piece;
      if (held !== undefined && mayBecomeUnavailable(held)) continue;
      yield held ?? piece;
      held = undefined;
    }
  } catch (error) {
    // What arrived before the reply was cut off is part of the answer.
    if (held) yield held;
    throw error;
  }
  if (held === undefined || held === '') return;
  if (isUnavailable(held)) throw unavailable(held);
  yield held;
}
