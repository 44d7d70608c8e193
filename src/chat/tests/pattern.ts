import { runInNewContext } from 'node:vm';
import type { Verdict } from './verdict.js';

/** So long may a pattern of a test file look at one answer, in milliseconds. */
const patienceMs = 1000;

/**
 * What a pattern of the user finds first in an answer. Patterns such as `^(a+)+$` may take longer than anybody lives, so this one
 * is stopped after a second: then there is a verdict instead, and nothing is known.
 */
export function found(pattern: string, text: string): { readonly match: string | undefined } | Verdict {
  try {
    const code = 'new RegExp(pattern, "u").exec(text)?.[0]';
    return { match: runInNewContext(code, { pattern, text }, { timeout: patienceMs }) as string | undefined };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    const reason = 'the pattern timed out after 1 s; avoid nested repeats such as (a+)+';
    return { isMet: false, reason };
  }
}
