import type { Io } from '../base/io.js';

/** Opens a page in the browser of a user at a terminal; false where that is not possible, so that the address must do. */
export async function openInBrowser(io: Pick<Io, 'stdout' | 'opens'>, url: string): Promise<boolean> {
  return io.stdout.isTTY === true && (await io.opens(url));
}
