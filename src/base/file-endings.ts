import { Failure } from './failure.js';

/** The extension of a file name in lowercase, without its dot; empty if it has none. */
export function endingOf(path: string): string {
  return /\.([a-z0-9]{1,10})$/i.exec(path)?.[1]?.toLowerCase() ?? '';
}

/**
 * Throws Failure 'usage' for a file whose extension implies another format than its content: programs would misread it, and
 * a browser would run visitors' text as a page if it were named .html. A name without an extension is always accepted.
 */
export function refuseOtherEnding(path: string, endings: readonly string[], what: string): void {
  const ending = endingOf(path);
  if (path === '-' || ending === '' || endings.includes(ending)) return;
  throw new Failure('usage', `${what} cannot be written as .${ending}`, {
    advice: `Name the file ${endings.map((one) => `.${one}`).join(' or ')}`,
  });
}
