import { wordWrapper } from './reply/wrap.js';
import { textWidth } from './text-width.js';

/** Narrower lines could not be read; a terminal that is narrower breaks them itself. */
const narrowest = 20;
const hang = 2;

/**
 * A message as it is shown on a terminal of this width: wrapped between words, with continuation lines indented. Paths, URLs and
 * commands are not broken, so that they can be copied; a command that does not fit behind its sentence gets its own line.
 */
export function fittedMessage(text: string, width: number): string {
  const room = Math.max(narrowest, width);
  return text
    .split('\n')
    .map((line) => fittedLine(line, room))
    .join('\n');
}

function fittedLine(line: string, width: number): string {
  if (textWidth(line) <= width || isCommand(line)) return line;
  const parts = aroundCommand(line);
  if (parts === undefined) return wrapped(line, width);
  const indent = ' '.repeat(line.length - line.trimStart().length);
  const [before, command, after] = parts;
  return [
    wrapped(before, width),
    `${indent}${' '.repeat(hang)}${command}`,
    ...(after === '' ? [] : [fittedLine(`${indent}${after}`, width)]),
  ].join('\n');
}

function wrapped(line: string, width: number): string {
  const wrapper = wordWrapper(width, hang);
  return wrapper.push(line) + wrapper.end();
}

const programs = '(?:cbase|npm|npx|git|source|export|gunzip|bunzip2|zstd|xz|7z|unzip|jq|sed)';
const commandLine = new RegExp(`^ +${programs} `);
/** By convention, a command to be copied follows a colon, and ends the line or is followed by a semicolon. */
const command = new RegExp(`: (${programs} (?:'[^']*'|"[^"]*"|[^;'"])*)(?:; |$)`);

/** True for a line of its own that holds a command. */
function isCommand(line: string): boolean {
  return commandLine.test(line);
}

/** What stands before the command of a sentence, the command, and what stands behind it. */
export function aroundCommand(text: string): readonly [string, string, string] | undefined {
  const found = command.exec(text);
  if (found === null) return undefined;
  const [all, words = ''] = found;
  return [text.slice(0, found.index + 1), words, text.slice(found.index + all.length)];
}
