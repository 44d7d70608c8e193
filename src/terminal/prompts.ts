import { PassThrough } from 'node:stream';
import { quoted } from '../base/escape/shell.js';
import { plainLine } from '../base/escape/terminal.js';
import { Failure, stopped } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { widthOf } from '../base/width.js';
import { usesColor } from './color.js';

export type AskOptions = { readonly input?: boolean | undefined; readonly color?: boolean | undefined };

/** Whether a question may be asked: only a person at a terminal can answer, and only if nobody said --no-input. */
export function canAsk({ stdin, stderr, env }: Io, { input }: AskOptions): boolean {
  return stdin.isTTY === true && stderr.isTTY === true && input !== false && !env.CI;
}

/** Asks for a secret that is not shown. The caller made sure that somebody can answer. */
export async function askSecret(io: Io, options: AskOptions, message: string): Promise<string> {
  const { password } = await import('@inquirer/prompts');
  return answered(
    io,
    password({ message: plainLine(message), mask: '*', ...unpainted(io, options) }, context(io)),
  );
}

/** Asks yes or no; Enter means no. */
export async function askYes(io: Io, options: AskOptions, message: string): Promise<boolean> {
  const { confirm } = await import('@inquirer/prompts');
  return answered(
    io,
    confirm({ message: plainLine(message), default: false, ...unpainted(io, options) }, context(io)),
  );
}

/** Asks for a text to be typed. */
export async function askText(io: Io, options: AskOptions, message: string): Promise<string> {
  const { input } = await import('@inquirer/prompts');
  return answered(io, input({ message: plainLine(message), ...unpainted(io, options) }, context(io)));
}

/** The library decides about colour by the environment alone, so where there is to be none its paints are taken away. */
function unpainted(io: Io, { color }: AskOptions) {
  const bare = (text: string) => text;
  const keysHelpTip = (keys: [string, string][]) => keys.map((pair) => pair.join(' ')).join(', ');
  const style = {
    keysHelpTip,
    message: bare,
    answer: bare,
    help: bare,
    error: bare,
    defaultAnswer: bare,
    key: bare,
  };
  return usesColor(io, io.stderr, color)
    ? {}
    : { theme: { prefix: { idle: '?', done: '✔' }, spinner: { interval: 80, frames: [''] }, style } };
}

function context(io: Io) {
  // The library ends the stream it was given; stderr is needed afterwards.
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: widthOf(io.stderr) });
  output.on('data', (chunk) => io.stderr.write(chunk));
  return { input: io.stdin, output, signal: io.interrupt.soft };
}

/** Ctrl-C at a question is an orderly end: the prompt takes the key, so no signal comes. */
async function answered<T>(io: Io, question: Promise<T>): Promise<T> {
  return question.catch((error: unknown) => {
    const { name } = error as Error;
    if (name === 'ExitPromptError' || name === 'AbortPromptError')
      throw stopped(io.interrupt.signal(), 'Stopped at a question; nothing was changed');
    throw error;
  });
}

/**
 * Makes sure that something which cannot be undone is wanted. `confirm` is the id the user typed as a flag; without one a
 * terminal is asked, and elsewhere Failure 'usage' names the flag. `retype` asks for the id instead of a yes.
 */
export async function makeSure(
  io: Io,
  { confirm, ...asking }: AskOptions & { readonly confirm?: string | undefined },
  {
    id,
    question,
    retype = false,
  }: { readonly id: string; readonly question: string; readonly retype?: boolean },
): Promise<void> {
  if (confirm !== undefined) return refuseOther(confirm, id);
  if (!canAsk(io, asking))
    throw new Failure(
      'usage',
      `${question.replace(/\?$/, '')}: that cannot be undone, and nobody can be asked here`,
      {
        advice: `Add --confirm ${quoted(id)}`,
      },
    );
  if (retype) return refuseOther(await askText(io, asking, `${question} Type its id to go on:`), id);
  if (!(await askYes(io, asking, question))) throw new Failure('refused', 'Nothing was changed');
}

function refuseOther(typed: string, id: string): void {
  if (typed === id) return;
  throw new Failure('usage', `"${typed}" is not the id ${id}, so nothing was changed`, {
    advice: `Type exactly ${quoted(id)}`,
  });
}
