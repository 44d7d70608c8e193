import { PassThrough } from 'node:stream';
import { quoted } from '../base/escape/shell.js';
import { plainLine } from '../base/escape/terminal.js';
import { Failure, stopped } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { widthOf } from '../base/width.js';
import { usesColor } from './color.js';

export type AskOptions = { readonly input?: boolean | undefined; readonly color?: boolean | undefined };

/** Whether to prompt: only on a terminal, outside CI and without --no-input. */
export function canAsk({ stdin, stderr, env }: Io, { input }: AskOptions): boolean {
  return stdin.isTTY === true && stderr.isTTY === true && input !== false && !env.CI;
}

/** Asks for a secret without showing it. Call only if `canAsk` is true. */
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

/** Asks for a line of text. */
export async function askText(io: Io, options: AskOptions, message: string): Promise<string> {
  const { input } = await import('@inquirer/prompts');
  return answered(io, input({ message: plainLine(message), ...unpainted(io, options) }, context(io)));
}

/** The library decides on color by the environment alone, so without color its styles are replaced. */
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
  // The library ends the stream it is given, but stderr is needed afterwards.
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: widthOf(io.stderr) });
  output.on('data', (chunk) => io.stderr.write(chunk));
  return { input: io.stdin, output, signal: io.interrupt.soft };
}

/** Ctrl-C at a prompt ends the command in an orderly way: the prompt consumes the key, so there is no signal. */
async function answered<T>(io: Io, question: Promise<T>): Promise<T> {
  return question.catch((error: unknown) => {
    const { name } = error as Error;
    if (name === 'ExitPromptError' || name === 'AbortPromptError')
      throw stopped(io.interrupt.signal(), 'Stopped at a prompt; nothing was changed');
    throw error;
  });
}

/**
 * Asks for confirmation of an action that cannot be undone. `confirm` is the id from the flag; without it the user is asked
 * on a terminal, and elsewhere Failure 'usage' names the flag. `retype` asks for the id instead of a yes.
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
      `${question.replace(/\?$/, '')}: this cannot be undone and must be confirmed`,
      {
        advice: `Add --confirm ${quoted(id)}`,
      },
    );
  if (retype) return refuseOther(await askText(io, asking, `${question} Type its id to continue:`), id);
  if (!(await askYes(io, asking, question))) throw new Failure('refused', 'Nothing was changed');
}

function refuseOther(typed: string, id: string): void {
  if (typed === id) return;
  throw new Failure('usage', `"${typed}" is not the id ${id}, so nothing was changed`, {
    advice: `Type exactly ${quoted(id)}`,
  });
}

/** Waits for Enter. */
export async function askEnter(io: Io, options: AskOptions, message: string): Promise<void> {
  await askText(io, options, message);
}
