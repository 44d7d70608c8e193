/** The bytes after the first lines. A line ends with LF, CRLF or CR. */
export async function* afterLines(bytes: AsyncIterable<Buffer>, lines: number): AsyncGenerator<Buffer> {
  let left = lines;
  let afterReturn = false;
  for await (const chunk of bytes) {
    let at = 0;
    if (afterReturn && chunk[0] === 0x0a) at = 1;
    afterReturn = false;
    for (; left > 0 && at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte !== 0x0a && byte !== 0x0d) continue;
      left--;
      if (byte === 0x0d && chunk[at + 1] === 0x0a) at++;
      afterReturn = byte === 0x0d && at + 1 === chunk.length;
    }
    if (at < chunk.length) yield at === 0 ? chunk : chunk.subarray(at);
  }
}

const dosEnd = 0x1a;

/** The bytes without the Ctrl-Z at the end, with which DOS programs mark the end of a file. */
export async function* withoutDosEnd(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer | undefined;
  for await (const chunk of bytes) {
    const whole: Buffer = held === undefined ? chunk : Buffer.concat([held, chunk]);
    let end = whole.length;
    while (end > 0 && whole[end - 1] === dosEnd) end--;
    held = end < whole.length ? whole.subarray(end) : undefined;
    if (end > 0) yield whole.subarray(0, end);
  }
}
