import { Failure } from './failure.js';

/** The ending of a file name in lower case, without its dot; empty for a name that has none. */
export function endingOf(path: string): string {
  return /\.([a-z0-9]{1,10})$/i.exec(path)?.[1]?.toLowerCase() ?? '';
}

/**
 * Throws Failure 'usage' for a file whose name promises another format than the one that is written into it: its reader would get
 * something else, and a page made of strangers' words runs what they say. A name without an ending promises nothing.
 */
export function refuseOtherEnding(path: string, endings: readonly string[], what: string): void {
  const ending = endingOf(path);
  if (path === '-' || ending === '' || endings.includes(ending)) return;
  throw new Failure('usage', `${what} is not written as .${ending}`, {
    advice: `Name the file ${endings.map((one) => `.${one}`).join(' or ')}`,
  });
}
