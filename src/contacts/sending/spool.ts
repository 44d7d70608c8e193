import { rm } from 'node:fs/promises';
import { createFile, type WrittenFile } from '../../base/files/create.js';
import { fileBytes } from '../reading/input.js';

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
  let lines: string[] = [];
  return {
    // JSON text contains neither a raw tab nor a raw line break.
    add: (ordinal, externalId, encoded) => {
      lines.push(`${ordinal}\t${JSON.stringify(externalId)}\t${encoded}\n`);
    },
    flush: async () => {
      const text = lines.join('');
      lines = [];
      if (text !== '') await file.write(text);
    },
    close: file.close,
    parcels: () => parcelsIn(path),
    remove: async () => {
      await file.close().catch(() => {});
      await rm(path, { force: true });
    },
  };
}

const [tab, newline] = [0x09, 0x0a];

async function* parcelsIn(path: string): AsyncGenerator<readonly Parcel[]> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of fileBytes(path)) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const parcels: Parcel[] = [];
    let start = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      parcels.push(parcelIn(bytes.subarray(start, end)));
      start = end + 1;
    }
    rest = bytes.subarray(start);
    if (parcels.length > 0) yield parcels;
  }
}

function parcelIn(line: Buffer): Parcel {
  const first = line.indexOf(tab);
  const second = line.indexOf(tab, first + 1);
  return {
    ordinal: Number(line.toString('latin1', 0, first)),
    externalId: JSON.parse(line.toString('utf8', first + 1, second)) as string,
    encoded: line.subarray(second + 1),
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
