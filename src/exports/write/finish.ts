import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Draft, openDraft } from '../../base/files/draft.js';
import { eachLine, fileChunks } from '../../base/files/lines.js';
import { isObject, type JsonObject } from '../../base/json.js';
import { convos } from '../convos.js';
import { leads } from '../leads.js';
import type { PdfOptions } from './pdf.js';

/** How a complete draft is post-processed. */
export type Finish = 'none' | 'gzip' | 'pdf';

type Unfinished = {
  readonly draft: string;
  /** The final path, for messages. */
  readonly place: string;
  readonly finish: Finish;
  readonly pdf: PdfOptions;
};

type Finished = {
  readonly partial: string;
  /** The draft it was made from, to be removed once the file is in place. */
  readonly leftover: string | undefined;
  readonly bytes: number;
  readonly sha256: string;
};

/** Compresses a complete draft or renders it as PDF, and reads the result back from disk. */
export async function finished({ draft, place, finish, pdf }: Unfinished): Promise<Finished> {
  if (finish === 'none') return { partial: draft, leftover: undefined, ...(await readBack(draft)) };
  const partial = `${draft}.2`;
  await rm(partial, { force: true });
  const written = await openDraft(partial, place);
  try {
    if (finish === 'gzip') await packed(draft, written);
    else for await (const piece of await printed(draft, pdf)) await written.write(piece);
    await written.close();
  } catch (error) {
    await written.discard();
    throw error;
  }
  return { partial, leftover: draft, ...(await readBack(partial)) };
}

/** Compresses a draft; the pipeline rejects on read errors and on compression errors. */
async function packed(draft: string, { write }: Draft): Promise<void> {
  await pipeline(createReadStream(draft), createGzip(), async (pieces: AsyncIterable<Buffer>) => {
    for await (const piece of pieces) await write(piece);
  });
}

async function printed(draft: string, pdf: PdfOptions): Promise<AsyncIterable<Buffer>> {
  const { pdfOf } = await import('./pdf.js');
  const read = (raw: JsonObject) => (pdf.kind === 'leads' ? leads.read(raw) : convos.read(raw));
  return pdfOf(rowsIn(draft, read), pdf);
}

/** The rows of a draft with one JSON object per line. */
async function* rowsIn<T>(draft: string, read: (raw: JsonObject) => T): AsyncGenerator<T> {
  for await (const line of eachLine(fileChunks(draft))) {
    const raw: unknown = JSON.parse(line);
    if (isObject(raw)) yield read(raw);
  }
}

/** The size and the SHA-256 of a file as stored on disk. */
export async function readBack(path: string): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  return { bytes, sha256: hash.digest('hex') };
}
