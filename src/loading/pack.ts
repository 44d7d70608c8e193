import { openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/** The checksum and the length of the index. */
const headBytes = 8;
/** The first read of a pack: most indexes fit into it. */
const firstBytes = 4096;
/** Beyond it, the length itself is damaged. */
const maxIndexBytes = 2 ** 20;

/** The name, the length and the checksum of a block. */
type Entry = readonly [name: string, length: number, checksum: number];
type Place = { readonly start: number; readonly length: number; readonly checksum: number };

/** Named blocks in a file, each read when it is asked for. */
export type Pack = {
  readonly names: Iterable<string>;
  /** A block; `undefined` if there is none of this name, or if it is damaged. */
  readonly block: (name: string) => Buffer | undefined;
};

/** Puts named blocks into one: a head, an index (JSON, an entry for each block), and the blocks in its order. */
export function packed(blocks: ReadonlyMap<string, Buffer>): Buffer {
  const entries = [...blocks].map(([name, block]): Entry => [name, block.length, crc32(block)]);
  const index = Buffer.from(JSON.stringify(entries));
  const head = Buffer.alloc(headBytes);
  head.writeUInt32LE(crc32(index), 0);
  head.writeUInt32LE(index.length, 4);
  return Buffer.concat([head, index, ...blocks.values()]);
}

/**
 * Opens a pack, and leaves it open. `undefined` if its index is damaged. Throws if it cannot be read. Whatever it returns was checked: V8
 * runs the code it is given as it is.
 */
export function openPack(file: string): Pack | undefined {
  const fd = openSync(file, 'r');
  const first = bytesAt(fd, 0, firstBytes);
  if (first.length < headBytes) return undefined;
  const indexBytes = first.readUInt32LE(4);
  if (indexBytes > maxIndexBytes) return undefined;
  const end = headBytes + indexBytes;
  const index = end <= first.length ? first.subarray(headBytes, end) : bytesAt(fd, headBytes, indexBytes);
  if (index.length !== indexBytes || crc32(index) !== first.readUInt32LE(0)) return undefined;
  const places = new Map<string, Place>();
  let start = end;
  for (const [name, length, checksum] of JSON.parse(index.toString('latin1')) as readonly Entry[]) {
    places.set(name, { start, length, checksum });
    start += length;
  }
  return {
    names: places.keys(),
    block: (name) => {
      const place = places.get(name);
      if (place === undefined) return undefined;
      const block = bytesAt(fd, place.start, place.length);
      return block.length === place.length && crc32(block) === place.checksum ? block : undefined;
    },
  };
}

/** The bytes from a position on, fewer at the end of the file. In a buffer of its own: V8 copies code that is not aligned. */
function bytesAt(fd: number, start: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafeSlow(length);
  return buffer.subarray(0, readSync(fd, buffer, 0, length, start));
}
