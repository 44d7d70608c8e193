import { isUtf8 } from 'node:buffer';
import { addAbortSignal } from 'node:stream';
import { Failure } from '../failure.js';
import type { Io } from '../io.js';

const longestQuestion = 2 ** 20;

/** The question of a one-shot chat, from the argument, from stdin, or from both (chat.md, section 1). */
export async function questionFrom(
  io: Io,
  message: string | undefined,
  more: string | undefined,
): Promise<string> {
  if (more !== undefined && more !== '-') throw unquoted(message, more);
  const fromStdin = message === '-' || more === '-' || (message === undefined && !io.stdin.isTTY);
  const piped = fromStdin ? await pipedText(io) : '';
  const question = [message === '-' ? undefined : message, piped]
    .filter((part) => part !== undefined && part.trim() !== '')
    .join('\n\n');
  if (question !== '') return question;
  if (message === undefined && io.stdin.isTTY) {
    throw new Failure('usage', 'No message; talking in a terminal without one is not built yet', {
      advice: 'Pass a question: cbase chat "…"',
    });
  }
  throw new Failure('usage', 'No message', { advice: 'Pass one as an argument or through a pipe' });
}

function unquoted(message: string | undefined, more: string): Failure {
  return new Failure('usage', `The question has more than one word, and "${more}" stands outside of it`, {
    advice: `Put it in quotes: cbase chat "${message} ${more} …"`,
  });
}

async function pipedText(io: Io): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Nothing else would end the wait for a pipe that never speaks.
  addAbortSignal(io.interrupt.soft, io.stdin);
  for await (const chunk of io.stdin as AsyncIterable<Buffer | string>) {
    const bytes = Buffer.from(chunk as Buffer);
    size += bytes.length;
    if (size > longestQuestion)
      throw new Failure('usage', 'The question on stdin is longer than 1 MB', {
        advice: 'Ask something shorter',
      });
    chunks.push(bytes);
  }
  const bytes = Buffer.concat(chunks);
  if (!isUtf8(bytes))
    throw new Failure('usage', 'The question on stdin is not UTF-8', {
      advice: 'Convert it first, for example with iconv',
    });
  return bytes
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimEnd();
}
