import { rm } from 'node:fs/promises';
import { createFile, type WrittenFile } from '../../base/files/create.js';
import { fileChunks } from '../../base/files/lines.js';

/** A contact ready to be sent. */
export type Parcel = {
  readonly ordinal: number;
  readonly externalId: string;
  /** The contact as the JSON that the API accepts. */
  readonly encoded: Uint8Array;
};

export type Batch = readonly Parcel[];

/**
 * The contacts of a run on disk, encoded once and sent byte for byte, so that memory use does not grow with the file
 * and the input is parsed once. Contains personal data: readable by the user only, and removed at the end.
 */
export type Spool = {
  readonly add: (ordinal: number, externalId: string, encoded: string) => void;
  /** Writes what was added since the last call. Call it often enough to keep memory flat. */
  readonly flush: () => Promise<void>;
  readonly close: () => Promise<void>;
  /** What was added, in order. Call only after `close`. */
  readonly parcels: () => AsyncIterable<readonly Parcel[]>;
  readonly remove: () => Promise<void>;
};

export async function createSpool(path: string): Promise<Spool> {
  const file: WrittenFile = await createFile(path);
  const page = new Page();
  return {
    add: (ordinal, externalId, encoded) => page.add(ordinal, JSON.stringify(externalId), encoded),
    flush: async () => {
      const bytes = page.bytes();
      if (bytes.length > 0) await file.write(bytes);
      page.clear();
    },
    close: file.close,
    parcels: () => parcelsIn(path),
    remove: async () => {
      await file.close().catch(() => {});
      await rm(path, { force: true });
    },
  };
}

/** Each contact is preceded by its ordinal, and the lengths of its id (as JSON) and of itself, in 4 bytes each. */
const headBytes = 12;
const firstPageBytes = 256 * 2 ** 10;
/** The most bytes that a UTF-16 code unit becomes in UTF-8. */
const maxBytesPerUnit = 3;

/** The contacts between two writes. Its memory is used again after each of them. */
class Page {
  #buffer = Buffer.allocUnsafeSlow(firstPageBytes);
  #end = 0;

  add(ordinal: number, id: string, encoded: string): void {
    this.#reserve(headBytes + maxBytesPerUnit * (id.length + encoded.length));
    const head = this.#end;
    const idBytes = this.#buffer.write(id, head + headBytes);
    const bytes = this.#buffer.write(encoded, head + headBytes + idBytes);
    this.#buffer.writeUInt32LE(ordinal, head);
    this.#buffer.writeUInt32LE(idBytes, head + 4);
    this.#buffer.writeUInt32LE(bytes, head + 8);
    this.#end += headBytes + idBytes + bytes;
  }

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#end);
  }

  clear(): void {
    this.#end = 0;
  }

  #reserve(bytes: number): void {
    if (this.#end + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#buffer.length * 2, this.#end + bytes));
    this.#buffer.copy(larger, 0, 0, this.#end);
    this.#buffer = larger;
  }
}

async function* parcelsIn(path: string): AsyncGenerator<readonly Parcel[]> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of fileChunks(path)) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const parcels: Parcel[] = [];
    let start = 0;
    for (let end = parcelEnd(bytes, start); end <= bytes.length; end = parcelEnd(bytes, start)) {
      parcels.push(parcelIn(bytes, start, end));
      start = end;
    }
    rest = bytes.subarray(start);
    if (parcels.length > 0) yield parcels;
  }
}

/** Where the parcel at `start` ends; Infinity if even its head is not complete. */
function parcelEnd(bytes: Buffer, start: number): number {
  const first = start + headBytes;
  if (first > bytes.length) return Number.POSITIVE_INFINITY;
  return first + bytes.readUInt32LE(start + 4) + bytes.readUInt32LE(start + 8);
}

function parcelIn(bytes: Buffer, start: number, end: number): Parcel {
  const contact = end - bytes.readUInt32LE(start + 8);
  return {
    ordinal: bytes.readUInt32LE(start),
    externalId: JSON.parse(bytes.toString('utf8', start + headBytes, contact)) as string,
    encoded: bytes.subarray(contact, end),
  };
}

/** Groups parcels into batches of at most `size`, leaving out those that are no longer wanted. */
export async function* batchesOf(
  parcels: AsyncIterable<readonly Parcel[]>,
  size: number,
  isWanted: (ordinal: number) => boolean,
): AsyncGenerator<readonly Parcel[]> {
  let batch: Parcel[] = [];
  for await (const some of parcels) {
    for (const parcel of some) {
      if (!isWanted(parcel.ordinal)) continue;
      batch.push(parcel);
      if (batch.length < size) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
