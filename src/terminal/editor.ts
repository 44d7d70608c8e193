import { splitCommand } from '../base/command-line.js';
import { Failure, stopped } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { codeOfCtrlC } from '../base/late-signal.js';
import { onAbort } from '../base/on-abort.js';

/** The command line of the user's editor, as its words. */
export type Editor = readonly [program: string, ...argv: string[]];

/**
 * The editor that VISUAL or EDITOR names; `undefined` if none is set. Throws Failure 'usage' for a command line that only a
 * shell could run.
 */
export function editorOf(env: Io['env']): Editor | undefined {
  const choices = [
    { name: 'VISUAL', line: env.VISUAL },
    { name: 'EDITOR', line: env.EDITOR },
  ];
  const chosen = choices.find(({ line = '' }) => line.trim() !== '');
  return chosen?.line === undefined ? undefined : splitCommand(chosen.line, chosen.name);
}

/**
 * Opens a file in an editor and waits until it is left. Throws Failure 'usage' if there is no such program, 'refused' if it
 * failed, and that of the signal which stopped it or cbase.
 */
export async function openEditor(io: Io, [program, ...argv]: Editor, path: string): Promise<void> {
  const code = await untilStopped(io, io.runs(program, [...argv, path]));
  if (code === 0) return;
  const unchanged = 'so nothing was changed';
  if (code === codeOfCtrlC) throw stopped('SIGINT', 'Canceled; nothing was changed');
  if (code === codeOfMissing)
    throw new Failure('usage', `The editor ${program} was not found or cannot be run, ${unchanged}`, {
      advice: 'Set VISUAL or EDITOR to the command of your editor, such as EDITOR="code --wait"',
    });
  throw new Failure('refused', `The editor ${program} exited with ${code}, ${unchanged}`, {
    advice: 'Leave the editor without an error to store the settings',
  });
}

const codeOfMissing = 127;

/** An editor that ignores SIGTERM or a closed terminal must not keep cbase. */
function untilStopped<T>({ interrupt }: Io, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(stopped(interrupt.signal(), 'Stopped; nothing was changed'));
    if (interrupt.soft.aborted) return stop();
    work.then(resolve, reject).finally(onAbort(interrupt.soft, stop));
  });
}
