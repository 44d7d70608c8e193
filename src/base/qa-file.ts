/** Begins the line that a person replaces with the answer. */
export const unansweredMark = '[UNANSWERED]';

/** Begins the line of a question, as `## Q: Do you ship to Norway?`. */
export const questionMark = '## Q: ';

/** Begins the line of other wordings of the question above. */
export const wordingsMark = 'Also asked as: ';

/** A question of a question-and-answer file. */
export type AskedQuestion = {
  readonly question: string;
  /** The line of the question, from 1. */
  readonly line: number;
  /** Whether an answer stands below it, and no mark that one is missing. */
  readonly isAnswered: boolean;
};

/**
 * The questions of a question-and-answer file (Markdown), and what else has the mark of a missing answer. A text without them has
 * none.
 */
export function questionsIn(text: string): readonly AskedQuestion[] {
  const found: { question: string; line: number; isAnswered: boolean; isMarked: boolean }[] = [];
  let isOpen = false;
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const last = found.at(-1);
    if (/^## Q:/.test(line)) {
      found.push({ question: line.slice(5).trim(), line: i + 1, isAnswered: false, isMarked: false });
      isOpen = true;
    } else if (line.trimStart().startsWith(unansweredMark)) {
      if (isOpen && last !== undefined) last.isMarked = true;
      else found.push({ question: line.trim(), line: i + 1, isAnswered: false, isMarked: true });
    } else if (/^#{1,2} /.test(line)) isOpen = false;
    else if (isOpen && last !== undefined && line.trim() !== '' && !line.startsWith(wordingsMark))
      last.isAnswered = true;
  }
  return found.map(({ question, line, isAnswered, isMarked }) => ({
    ...{ question, line },
    isAnswered: isAnswered && !isMarked,
  }));
}
