import type { Convo } from '../../api/convos.js';
import { isMeasurable, saysUnsure } from '../../base/unsure-words.js';

/** How unsure answers are recognized. */
export type UnsureOptions = {
  /** A conversation whose lowest score is below this has an unsure answer; from 0 to 1. */
  readonly below: number;
  /** Further phrases of this bot, in any language; they count beside a score too. */
  readonly phrases: readonly string[];
};

/** Whether the bot was unsure in a conversation, and what that was measured by; `undefined` if by nothing. */
export type Measured = { readonly isUnsure: boolean; readonly by: 'score' | 'wording' };

/**
 * Whether a conversation has an unsure answer: by the score that the server sends (`min_score`, the lowest of its answers), or
 * else by what the bot wrote. Without a score, and in a language whose phrases are unknown, it cannot be told.
 */
export function measured({ messages, raw }: Convo, { below, phrases }: UnsureOptions): Measured | undefined {
  const answers = messages.filter(({ role }) => role === 'assistant').map(({ text }) => text);
  const isOwn = answers.some((text) => hasPhrase(text, phrases));
  const score = raw.min_score;
  if (typeof score === 'number') return { isUnsure: score < below || isOwn, by: 'score' };
  const isUnsure = isOwn || answers.some(saysUnsure);
  const isKnown = isUnsure || phrases.length > 0 || isMeasurable(answers.join(' '));
  return isKnown ? { isUnsure, by: 'wording' } : undefined;
}

function hasPhrase(text: string, phrases: readonly string[]): boolean {
  const lower = text.toLowerCase();
  return phrases.some((phrase) => lower.includes(phrase.toLowerCase()));
}
