import { plain, plainLine } from '../base/escape/terminal.js';
import type { Io } from '../base/io.js';
import { widthOf } from '../base/width.js';
import { colorsFor } from './color.js';
import { plainWriter } from './reply/plain.js';
import { wordWrapper } from './reply/wrap.js';
import { writeOut } from './streams.js';

/** Prints a conversation for people to read: a line about it, then each message with its role. */
export async function printTranscript(
  io: Io,
  options: { readonly color?: boolean | undefined },
  about: string,
  messages: readonly { readonly role: string; readonly text: string }[],
): Promise<void> {
  const paint = await colorsFor(io, io.stdout, options.color);
  const parts = messages.map(
    ({ role, text }) => `\n${fitted(io, `${paint.bold(`${plainLine(role)}:`)} ${plain(text)}`)}\n`,
  );
  await writeOut(io, `${paint.dim(plainLine(about))}\n${parts.join('')}`);
}

/** The text wrapped between words on a terminal, but not in code; elsewhere as it is. */
function fitted({ stdout, env }: Io, text: string): string {
  if (!stdout.isTTY) return text;
  const writer = plainWriter(wordWrapper(widthOf(stdout, env)));
  return writer.push(text, 0) + writer.end();
}
