import { runInNewContext } from 'node:vm';
import type { Verdict } from './verdict.js';

/** The time limit for matching one pattern against one answer. */
const patienceMs = 1000;

/**
 * The first match of a user's pattern in an answer. Patterns such as `^(a+)+$` may backtrack practically forever, so matching
 * is stopped after a second; the result is then a failed verdict instead.
 */
export function found(pattern: string, text: string): { readonly match: string | undefined } | Verdict {
  try {
    const code = 'new RegExp(pattern, "u").exec(text)?.[0]';
    return { match: runInNewContext(code, { pattern, text }, { timeout: patienceMs }) as string | undefined };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    const reason = 'the pattern timed out after 1 s; avoid nested quantifiers such as (a+)+';
    return { isMet: false, reason };
  }
}
