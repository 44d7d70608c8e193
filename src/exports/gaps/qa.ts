import { plainLine } from '../../base/escape/terminal.js';
import { questionMark, questionsIn, unansweredMark, wordingsMark } from '../../base/qa-file.js';
import type { Gap } from './group.js';
import { askedText } from './report.js';
import { questionKey } from './words.js';

/** A question-and-answer file with new questions at its end. */
export type AddedQuestions = { readonly text: string; readonly added: number };

/** The question is one passage with its answer: no blank line comes between them. */
const maxContext = 300;

/**
 * Adds the gaps that a question-and-answer file does not have to its end, each with a line that a person replaces with the
 * answer. Everything that is in the file stays as it is. `before` is `undefined` for a new file.
 */
export function withQuestions(before: string | undefined, gaps: readonly Gap[]): AddedQuestions {
  const had = new Set(questionsIn(before ?? '').map(({ question }) => questionKey(question)));
  const missing = gaps.filter(({ question }) => !had.has(questionKey(oneLine(question))));
  if (missing.length === 0) return { text: before ?? '', added: 0 };
  const sections = missing.map(section).join('\n');
  const head = before === undefined ? '# Questions and answers\n\n' : before.replace(/\s*$/, '\n\n');
  return { text: (head === '\n\n' ? '' : head) + sections, added: missing.length };
}

function section(gap: Gap): string {
  const also = gap.alsoAsked.length === 0 ? '' : `${wordingsMark}${gap.alsoAsked.map(oneLine).join(' / ')}\n`;
  const said =
    gap.answer === '' ? 'the bot said nothing' : `the bot said: ${cutTo(oneLine(gap.answer), maxContext)}`;
  return `${questionMark}${oneLine(gap.question)}\n${also}${unansweredMark} Replace this line with the answer. ${capital(askedText(gap))}; ${said}\n`;
}

/** On one line, nothing in it can begin another question. */
function oneLine(text: string): string {
  return plainLine(text.replace(/\s+/g, ' ')).trim().replaceAll('<', '‹').replaceAll('>', '›');
}

function cutTo(text: string, max: number): string {
  const characters = [...text];
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join('')}…`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
