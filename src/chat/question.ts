import { Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';

const maxQuestionLength = 2 ** 20;
/** A third-party client reports that longer messages are refused; the API documents no limit. */
const longQuestion = 8000;
const patienceMs = 3000;

/**
 * The question of a one-shot chat: the words of the command line; with a `-` after them, or without any, the content of
 * stdin. `tell` receives notices for the user. Throws Failure 'usage' when there is no question.
 */
export async function questionFrom(
  io: Io,
  words: readonly string[],
  flag: string | undefined,
  tell: (text: string) => void,
): Promise<string> {
  const typed = typedText(words, flag);
  const readsStdin = words.at(-1) === '-' || (typed === undefined && !io.stdin.isTTY);
  if (typed !== undefined && !readsStdin && io.hasPipedInput()) tell('stdin not read; add - to include it');
  const piped = readsStdin ? await pipedText(io, tell) : '';
  const question = [typed, piped].filter((part) => part !== undefined && part.trim() !== '').join('\n\n');
  if (question === '') throw noMessage();
  if (question.length > longQuestion)
    tell(`The question has ${question.length} characters; the API may refuse more than ${longQuestion}`);
  return question;
}

function typedText(words: readonly string[], flag: string | undefined): string | undefined {
  const spoken = words.at(-1) === '-' ? words.slice(0, -1) : words;
  if (flag !== undefined && spoken.length > 0)
    throw new Failure('usage', 'Two messages were given, one with -m and one without', {
      advice: 'Use one of them',
    });
  return flag ?? (spoken.length === 0 ? undefined : spoken.join(' '));
}

function noMessage(): Failure {
  return new Failure('usage', 'No message', {
    advice: 'Pass one, pipe one, or run in a terminal: cbase chat "…"',
  });
}

async function pipedText(io: Io, tell: (text: string) => void): Promise<string> {
  const arrived = new AbortController();
  io.stdin.once('readable', () => arrived.abort());
  io.sleep(patienceMs, arrived.signal).then(
    () => tell('waiting for stdin… (end with Ctrl-D, or pass the message as an argument)'),
    () => {},
  );
  try {
    const { fileText } = await import('../base/files/read.js');
    return (await fileText(io, '-', maxQuestionLength)).trimEnd();
  } finally {
    arrived.abort();
  }
}
