import { inertJson, plainLine } from '../base/escape/terminal.js';
import { exitCodes, type Failure } from '../base/failure.js';

/** A failure for people: what happened, then what to do about it. */
export function failureText({ message, more }: Failure): string {
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
