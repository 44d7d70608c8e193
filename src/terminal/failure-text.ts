import { inertJson, plainLine } from '../base/escape/terminal.js';
import { exitCodes, type Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { widthOf } from '../base/width.js';
import { colorsFor } from './color.js';
import { aroundCommand, fittedMessage } from './message.js';

/**
 * A failure for people. On a terminal: what happened, in red; below it what to do, with a command to copy on a line of its own;
 * and last what the server said. Elsewhere one line, so that a search of a log finds all of it.
 */
export async function shownFailure(io: Io, failure: Failure, color: boolean | undefined): Promise<string> {
  if (!io.stderr.isTTY) return failureText(failure);
  const { message, more, kind } = failure;
  const paint = await colorsFor(io, io.stderr, color);
  const isStop = kind === 'interrupted' || kind === 'terminated' || kind === 'hangup';
  const fitted = (text: string) => fittedMessage(plainLine(text), widthOf(io.stderr, io.env));
  // Not where the failure was rethrown in other words.
  const apart = more.apart !== undefined && message.startsWith(more.apart.message) ? more.apart : undefined;
  const happened = fitted(`cbase: ${sentence(apart?.message ?? message)}`);
  const request = more.requestId === undefined ? [] : [`request ${more.requestId}`];
  const server = [...(apart === undefined ? [] : [`server: ${apart.server}`]), ...request].join(', ');
  return [
    isStop ? happened : paint.red(happened),
    ...(more.advice === undefined ? [] : adviceLines(more.advice).map(fitted)),
    // Not wrapped, so that it can be copied.
    ...(more.command === undefined ? [] : ['', `  ${plainLine(more.command)}`, '']),
    ...(server === '' ? [] : [paint.dim(fitted(`(${server})`))]),
  ].join('\n');
}

function adviceLines(advice: string): readonly string[] {
  const parts = aroundCommand(advice);
  if (parts === undefined) return [sentence(advice)];
  const [before, command, after] = parts;
  return [before, `  ${command}`, ...(after === '' ? [] : adviceLines(after))];
}

/** A failure on one line: what happened, then what to do about it. */
function failureText({ message, more }: Failure): string {
  const first = plainLine(sentence(message));
  const advice = more.advice === undefined ? '' : ` ${plainLine(sentence(more.advice))}`;
  const request = more.requestId === undefined ? '' : ` (request ${plainLine(more.requestId)})`;
  // On a line of its own, so that it can be copied.
  const command = more.command === undefined ? '' : `\n\n  ${plainLine(more.command)}\n`;
  return `cbase: ${first}${advice}${request}${command}`;
}

function sentence(text: string): string {
  return /[.?!…]$/.test(text) ? text : `${text}.`;
}

/** The same for programs: one JSON document, or one JSON line. */
export function failureJson({ kind, message, more }: Failure, shape: 'json' | 'jsonl' = 'json'): string {
  const error = {
    code: kind,
    message,
    advice: more.advice ?? null,
    ...(more.command !== undefined && { command: more.command }),
    status: more.status ?? null,
    requestId: more.requestId ?? null,
    details: more.details ?? null,
  };
  const failed = { ok: false, ...more.document, error, exitCode: exitCodes[kind] };
  return shape === 'jsonl' ? `${inertJson({ type: 'error', ...failed })}\n` : `${inertJson(failed, 2)}\n`;
}
