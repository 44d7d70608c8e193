import { PassThrough } from 'node:stream';
import type { WhetherToAsk } from '../base/asking.js';
import { plainLine } from '../base/escape/terminal.js';
import { stopped } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { widthOf } from '../base/width.js';
import { askingEvent } from './asking-event.js';
import { usesColor } from './color.js';

export { canAsk, whyNotAsk } from '../base/asking.js';

/** The flags that decide whether and how cbase asks. */
export type AskOptions = WhetherToAsk & { readonly color?: boolean | undefined };

/** Asks for a secret. Neither the secret nor its length is shown. Call only if `canAsk` is true. */
export async function askSecret(io: Io, options: AskOptions, message: string): Promise<string> {
  const { password } = await import('@inquirer/prompts');
  const theme = themeFor(io, options);
  // No check mark: that a key was typed does not mean that it works.
  const unchecked = { ...theme, prefix: '?', style: { ...theme.style, maskedText: '(hidden)' } };
  const question = { message: plainLine(message), toggleMask: false, theme: unchecked };
  return answered(io, (context) => password(question, context));
}

/** Asks yes or no; Enter means `usual`. */
export async function askYes(io: Io, options: AskOptions, message: string, usual = false): Promise<boolean> {
  const { confirm } = await import('@inquirer/prompts');
  const question = { message: plainLine(message), default: usual, theme: themeFor(io, options) };
  return answered(io, (context) => confirm(question, context));
}

/** Asks for a line of text. */
export async function askText(io: Io, options: AskOptions, message: string): Promise<string> {
  const { input } = await import('@inquirer/prompts');
  const question = { message: plainLine(message), theme: themeFor(io, options) };
  return answered(io, (context) => input(question, context));
}

/** One line of a list to choose from. */
export type Choice<T> = {
  readonly name: string;
  readonly value: T;
  /** Shown below the list while this line is selected. */
  readonly description?: string;
};

const mostChoicesShown = 10;

/** Asks for one of several things: a list with arrow keys, whose first line is selected. */
export async function askChoice<T>(
  io: Io,
  options: AskOptions,
  { message, choices }: { readonly message: string; readonly choices: readonly Choice<T>[] },
): Promise<T> {
  const { select } = await import('@inquirer/prompts');
  const question = {
    message: plainLine(message),
    choices: choices.map(({ name, value, description }) => ({
      name: plainLine(name),
      value,
      ...(description !== undefined && { description: plainLine(description) }),
    })),
    pageSize: mostChoicesShown,
    loop: false,
    theme: themeFor(io, options),
  };
  return answered(io, (context) => select<T>(question, context));
}

/** The library decides on color by the environment alone, so without color its styles are replaced. */
function themeFor(io: Io, { color }: AskOptions) {
  if (usesColor(io, io.stderr, color)) return { style: {} };
  return { prefix: { idle: '?', done: '✔' }, spinner: { interval: 80, frames: [''] }, style: uncolored };
}

const bare = (text: string) => text;

const uncolored = {
  keysHelpTip: (keys: [string, string][]) => keys.map((pair) => pair.join(' ')).join(', '),
  confirmDefault: (text: string) => text.toUpperCase(),
  message: bare,
  answer: bare,
  help: bare,
  error: bare,
  defaultAnswer: (text: string) => `(${text})`,
  key: bare,
  highlight: bare,
  description: bare,
  disabled: bare,
};

type Context = {
  readonly input: Io['stdin'];
  readonly output: PassThrough;
  readonly signal: AbortSignal;
};

/**
 * Shows a prompt. Ctrl-C and Esc end the command in an orderly way: Failure 'interrupted'. The prompt consumes Ctrl-C, so
 * there is no signal.
 */
async function answered<T>(io: Io, show: (context: Context) => Promise<T>): Promise<T> {
  const leaving = new AbortController();
  const onKey = (_: unknown, key: { readonly name?: string } | undefined) => {
    if (key?.name === 'escape') leaving.abort();
  };
  io.stdin.on('keypress', onKey);
  // A progress line would write over the question.
  io.stderr.emit(askingEvent);
  try {
    const signal = AbortSignal.any([io.interrupt.soft, leaving.signal]);
    return await show({ input: io.stdin, output: outputOf(io), signal });
  } catch (error) {
    const { name } = error as Error;
    if (name === 'ExitPromptError' || name === 'AbortPromptError')
      throw stopped(io.interrupt.signal(), 'Canceled; nothing was changed');
    throw error;
  } finally {
    io.stdin.off('keypress', onKey);
  }
}

/** The library ends the stream it is given, but stderr is needed afterwards. */
function outputOf(io: Io): PassThrough {
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: widthOf(io.stderr) });
  output.on('data', (chunk) => io.stderr.write(chunk));
  return output;
}

/** Waits for Enter. */
export async function askEnter(io: Io, options: AskOptions, message: string): Promise<void> {
  await askText(io, options, message);
}
