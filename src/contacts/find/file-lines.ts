import { fileBytes } from '../reading/input.js';

/** The lines of a text file that ends with a line feed, in one array per chunk; a last line without one is left out. */
export async function* fileLines(path: string): AsyncGenerator<readonly string[]> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of fileBytes(path)) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
    rest = bytes.subarray(whole.length);
    if (whole.length > 0) yield whole.toString('utf8').slice(0, -1).split('\n');
  }
}
