import { crc32 } from 'node:zlib';

/** A checksum, and the length of the index. */
const headBytes = 8;
/** V8 copies code that does not begin at a multiple of this. */
const alignment = 8;

/** Puts named blocks into one: a head, an index (JSON: the name and the length of each), and the blocks in its order. */
export function packed(blocks: ReadonlyMap<string, Buffer>): Buffer {
  const index = Buffer.from(JSON.stringify([...blocks].map(([name, block]) => [name, block.length])));
  const head = Buffer.alloc(headBytes);
  head.writeUInt32LE(index.length, 4);
  const parts = [index, ...blocks.values()].flatMap((part) => [
    part,
    Buffer.alloc(aligned(part.length) - part.length),
  ]);
  const pack = Buffer.concat([head, ...parts]);
  pack.writeUInt32LE(crc32(pack.subarray(4)), 0);
  return pack;
}

/** The blocks of a pack, or nothing if it is damaged: V8 runs the code it is given without a check. */
export function unpacked(pack: Buffer): Map<string, Buffer> | undefined {
  if (pack.length < headBytes || crc32(pack.subarray(4)) !== pack.readUInt32LE(0)) return undefined;
  const indexBytes = pack.readUInt32LE(4);
  const index: readonly (readonly [string, number])[] = JSON.parse(
    pack.toString('latin1', headBytes, headBytes + indexBytes),
  );
  const blocks = new Map<string, Buffer>();
  let start = headBytes + aligned(indexBytes);
  for (const [name, length] of index) {
    blocks.set(name, pack.subarray(start, start + length));
    start += aligned(length);
  }
  return blocks;
}

function aligned(length: number): number {
  return Math.ceil(length / alignment) * alignment;
}
