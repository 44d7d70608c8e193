import type { Convo } from '../../api/convos.js';
import { isObject } from '../../base/json.js';
import { saysUnsure } from '../../base/unsure-words.js';
import { contentWords, hasContent, likeness, minLikeness, spellings } from './words.js';

/** What speaks for a gap, the strongest first. */
export const signals = ['wording', 'score', 'repeated', 'form'] as const;
export type Signal = (typeof signals)[number];

/** How much each signal counts where gaps are ranked: an answer can be right although a form followed it. */
export const weights: Readonly<Record<Signal, number>> = { wording: 3, score: 3, repeated: 2, form: 1 };

/** How gaps are recognized. */
export type GapOptions = {
  /** An answer with a score below this is one; from 0 to 1. */
  readonly maxScore: number;
  /** Phrases of this bot, in lowercase; they count beside the known ones. */
  readonly phrases: readonly string[];
  /** Whether only `phrases` count, and none of the known ones. */
  readonly onlyPhrases: boolean;
  readonly signals: ReadonlySet<Signal>;
};

/** A question of one conversation that the bot seems not to have answered. */
export type Miss = {
  readonly question: string;
  /** What the bot said; empty if nothing. */
  readonly answer: string;
  readonly signals: ReadonlySet<Signal>;
  /** The lowest score of its answers. */
  readonly score: number | undefined;
  /** The phrases of `GapOptions` that the answer has. */
  readonly phrases: readonly string[];
  readonly convo: string | undefined;
  readonly atMs: number | undefined;
};

/** The texts that are kept of a question and of an answer, in characters. */
const maxText = 600;

type Exchange = {
  question: string;
  readonly answers: string[];
  score: number | undefined;
  readonly found: Set<Signal>;
};

/**
 * The questions of a conversation that the bot seems not to have answered, each once:
 *
 * - `score`: the answer has a score below the limit. If only the whole conversation has one (`min_score`), it goes to the
 *   question with another signal, or else to the last one.
 * - `wording`: the answer says that the bot does not know.
 * - `repeated`: the customer asked the same, or nearly the same, again.
 * - `form`: the conversation ended in a form; it goes to the last question.
 */
export function missesIn(convo: Convo, options: GapOptions): readonly Miss[] {
  const exchanges = withoutRepeats(exchangesOf(convo));
  for (const one of exchanges) {
    if (one.score !== undefined && one.score < options.maxScore) one.found.add('score');
    if (one.answers.some((text) => isUnsure(text, options))) one.found.add('wording');
  }
  addConvoScore(exchanges, convo, options.maxScore);
  const last = exchanges.findLast(({ question }) => hasContent(question));
  if (isFilled(convo.raw.form_submission)) last?.found.add('form');
  return exchanges.flatMap((one) => {
    const found = new Set(signals.filter((name) => one.found.has(name) && options.signals.has(name)));
    return found.size === 0 ? [] : [missOf(convo, one, found, options)];
  });
}

function missOf(convo: Convo, one: Exchange, found: ReadonlySet<Signal>, options: GapOptions): Miss {
  const unsure = one.answers.find((text) => isUnsure(text, options));
  return {
    question: clip(one.question.replace(/\s+/g, ' ')),
    answer: clip(unsure ?? one.answers[0] ?? ''),
    signals: found,
    score: one.score,
    phrases: phrasesIn(one.answers.join('\n'), options.phrases),
    convo: convo.id,
    atMs: convo.createdAtMs,
  };
}

/** Texts are cut, so that memory does not grow with what people paste. */
function clip(text: string): string {
  const characters = [...text.slice(0, 2 * maxText)];
  return characters.length <= maxText ? text : `${characters.slice(0, maxText - 1).join('')}…`;
}

/** Questions with the answers to each. The initial messages of the bot belong to no question; forms and actions are no text. */
function exchangesOf({ raw }: Convo): readonly Exchange[] {
  const exchanges: Exchange[] = [];
  for (const message of Array.isArray(raw.messages) ? raw.messages : []) {
    if (!isObject(message) || typeof message.content !== 'string' || message.content.trim() === '') continue;
    const text = message.content.trim();
    const last = exchanges.at(-1);
    if (message.role === 'user') {
      if (
        last === undefined ||
        last.answers.length > 0 ||
        areAlike(contentWords(last.question), contentWords(text))
      )
        exchanges.push({ question: text, answers: [], score: undefined, found: new Set() });
      // A question that is typed in two messages.
      else last.question = `${last.question}\n${text}`;
    } else if (message.role === 'assistant' && last !== undefined) {
      last.answers.push(text);
      last.score = lower(last.score, scoreOf(message.score));
    }
  }
  return exchanges;
}

/** Joins the exchanges about one question: the first one, with what was found of all. */
function withoutRepeats(exchanges: readonly Exchange[]): readonly Exchange[] {
  if (exchanges.length < 2) return exchanges;
  const kept: { readonly one: Exchange; readonly words: readonly string[] }[] = [];
  for (const one of exchanges) {
    const words = contentWords(one.question);
    const first = kept.find((before) => areAlike(before.words, words))?.one;
    if (first === undefined || !hasContent(one.question)) {
      kept.push({ one, words });
      continue;
    }
    // Sent twice before an answer came: a double click, or impatience.
    if (first.answers.length > 0) first.found.add('repeated');
    first.answers.push(...one.answers);
    first.score = lower(first.score, one.score);
  }
  return kept.map(({ one }) => one);
}

/** Whether two questions have nearly the same words; one letter may differ. */
function areAlike(first: readonly string[], second: readonly string[]): boolean {
  const share = likeness(first, second);
  if (share >= minRepeat) return true;
  // Of longer questions, some words are spelled alike.
  if (share === 0 && first.length + second.length > 4) return false;
  const usual = spellings(new Map([...first, ...second].map((word) => [word, 1])));
  const spelled = (words: readonly string[]) => [...new Set(words.map((word) => usual.get(word) ?? word))];
  return likeness(spelled(first), spelled(second)) >= minRepeat;
}

/** Within a conversation, questions about one subject are common; only nearly the same words are a repetition. */
const minRepeat = Math.max(minLikeness, 0.75);

/** The API does not say which answer the score of a conversation belongs to. */
function addConvoScore(exchanges: readonly Exchange[], { raw }: Convo, maxScore: number): void {
  const score = scoreOf(raw.min_score);
  if (score === undefined || score >= maxScore) return;
  if (exchanges.some((one) => one.score !== undefined && one.score <= score)) return;
  const answered = exchanges.filter(({ answers }) => answers.length > 0);
  const told = answered.filter(({ found }) => found.size > 0);
  const last = answered.findLast(({ question }) => hasContent(question)) ?? answered.at(-1);
  for (const one of told.length > 0 ? told : last === undefined ? [] : [last]) {
    one.score = lower(one.score, score);
    one.found.add('score');
  }
}

/** A score from 0 to 1; it was observed as a number and as text. Anything else is no score. */
function scoreOf(value: unknown): number | undefined {
  const score = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof score === 'number' && score >= 0 && score <= 1 ? score : undefined;
}

function lower(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}

function isUnsure(text: string, { phrases, onlyPhrases }: GapOptions): boolean {
  return phrasesIn(text, phrases).length > 0 || (!onlyPhrases && saysUnsure(text));
}

function phrasesIn(text: string, phrases: readonly string[]): readonly string[] {
  if (phrases.length === 0) return [];
  const folded = foldedText(text);
  return phrases.filter((phrase) => folded.includes(phrase));
}

/** Text as phrases are compared with it: lowercase, straight apostrophes, single blanks. */
export function foldedText(text: string): string {
  return text.normalize('NFC').toLowerCase().replaceAll('’', "'").replace(/\s+/g, ' ');
}

function isFilled(form: unknown): boolean {
  if (isObject(form)) return Object.keys(form).length > 0;
  return form !== null && form !== undefined && form !== '' && form !== false;
}
