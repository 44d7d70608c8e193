import { exitCodes, type Failure } from '../failure.js';
import { inertJson, plain, plainLine } from '../inert/plain.js';

/** A failure for people: what happened, then what to do about it. */
export function failureText({ message, more }: Failure): string {
  const first = plain(sentence(message));
  const advice = more.advice === undefined ? '' : ` ${plainLine(sentence(more.advice))}`;
  const request = more.requestId === undefined ? '' : ` (request ${plainLine(more.requestId)})`;
  return `cbase: ${first}${advice}${request}`;
}

function sentence(text: string): string {
  return /[.?!…]$/.test(text) ? text : `${text}.`;
}

/** The same for programs: one JSON document. */
export function failureJson({ kind, message, more }: Failure): string {
  const error = {
    code: kind,
    message,
    advice: more.advice ?? null,
    status: more.status ?? null,
    requestId: more.requestId ?? null,
    details: more.details ?? null,
  };
  return `${inertJson({ ok: false, error, exitCode: exitCodes[kind] }, 2)}\n`;
}
