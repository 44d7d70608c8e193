import { Failure } from '../base/failure.js';
import { questionsIn } from '../base/qa-file.js';
import { counted } from '../base/text.js';

const maxNamed = 3;

/**
 * Throws Failure 'usage' that names the questions of a text that nobody has answered yet (see `convos gaps --to-qa`): a bot that
 * is trained with them would take the question, or the mark, for knowledge.
 */
export function refuseUnanswered(text: string, file: string): void {
  const open = questionsIn(text).filter(({ isAnswered }) => !isAnswered);
  if (open.length === 0) return;
  const named = open.slice(0, maxNamed).map(({ question, line }) => `"${question}" (line ${line})`);
  const more = open.length > maxNamed ? ` and ${open.length - maxNamed} more` : '';
  const name = file === '-' ? 'stdin' : file;
  throw new Failure(
    'usage',
    `${name} has ${counted(open.length, 'question')} without an answer: ${named.join(', ')}${more}`,
    {
      advice:
        'Write the answer below each question in place of the [UNANSWERED] line, or delete the question',
    },
  );
}
