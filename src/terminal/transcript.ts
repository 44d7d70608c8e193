import { plain, plainLine } from '../base/escape/terminal.js';
import type { Io } from '../base/io.js';
import { widthOf } from '../base/width.js';
import { type Colors, colorsFor } from './color.js';
import { plainWriter } from './reply/plain.js';
import { wordWrapper } from './reply/wrap.js';
import { writePaged } from './streams.js';

/** A conversation for people to read. */
export type Transcript = {
  readonly id: string;
  /** What is known about it: names and values. */
  readonly about: readonly (readonly [name: string, value: string])[];
  readonly messages: readonly TranscriptMessage[];
};

export type TranscriptMessage = {
  readonly role: string;
  readonly text: string;
  /** Its time and other facts, as they are shown behind its role. */
  readonly facts: readonly string[];
};

type Options = { readonly color?: boolean | undefined; readonly words?: readonly string[] | undefined };

/** Messages are indented, so that none of their lines can pass for the role of another message. */
const indent = '  ';

/** Prints a conversation: what is known about it, then each message below its role. Through a pager where it is long. */
export async function printTranscript(
  io: Io,
  { color, words = [] }: Options,
  { id, about, messages }: Transcript,
): Promise<void> {
  const paint = await colorsFor(io, io.stdout, color);
  const text = [
    `${paint.bold(plainLine(id))}\n`,
    ...aboutLines(io, about, paint),
    ...messages.map(({ role, text, facts }) => {
      const shown = facts.map((fact) => ` · ${plainLine(fact)}`).join('');
      return `\n${paint.bold(plainLine(role))}${paint.dim(shown)}\n${indented(fitted(io, plain(text)))}\n`;
    }),
  ].join('');
  await writePaged(io, words, text);
}

function aboutLines(io: Io, about: Transcript['about'], paint: Colors): readonly string[] {
  const width = Math.max(0, ...about.map(([name]) => name.length)) + 2;
  return about.map(([name, value]) => {
    const line = `${plainLine(name).padEnd(width)}${plainLine(value)}`;
    if (!io.stdout.isTTY) return `${line}\n`;
    const wrapper = wordWrapper(widthOf(io.stdout, io.env), width);
    return `${paint.dim(wrapper.push(line) + wrapper.end())}\n`;
  });
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, indent);
}

/** The text wrapped between words on a terminal, but not in code; elsewhere as it is. */
function fitted({ stdout, env }: Io, text: string): string {
  if (!stdout.isTTY) return text;
  const writer = plainWriter(wordWrapper(widthOf(stdout, env) - indent.length));
  return writer.push(text, 0) + writer.end();
}
