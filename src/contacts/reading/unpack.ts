import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { diskFailure, Failure } from '../../base/failure.js';
import { createFile, type WrittenFile } from '../../base/files/create.js';
import type { Io } from '../../base/io.js';

/** A file that expands by more than this factor, once past a harmless size, is a decompression bomb, not a list of contacts. */
const maxRatio = 200;
const harmlessBytes = 16 * 2 ** 20;

export function isGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/**
 * Decompresses a gzip file into a copy at `path`, readable by the user only. Throws Failure 'usage' for a corrupt or
 * truncated file and for a decompression bomb, after removing the copy.
 */
export async function unpack(io: Io, source: string, name: string, path: string): Promise<void> {
  const file = await createFile(path);
  try {
    await copyUnpacked(io, source, name, file);
    await file.close();
  } catch (error) {
    await file.close().catch(() => {});
    await rm(path, { force: true });
    throw error;
  }
}

async function copyUnpacked(io: Io, source: string, name: string, file: WrittenFile): Promise<void> {
  const packed = addAbortSignal(io.interrupt.soft, createReadStream(source));
  const gunzip = createGunzip();
  packed.on('error', (error) => gunzip.destroy(error));
  let size = 0;
  try {
    for await (const chunk of packed.pipe(gunzip) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > harmlessBytes && size > packed.bytesRead * maxRatio) throw bomb(name);
      await file.write(chunk);
    }
  } catch (error) {
    throw packedFailure(error, name, source);
  } finally {
    packed.destroy();
  }
}

function bomb(name: string): Failure {
  return new Failure('usage', `${name} expands to more than ${maxRatio} times its size when decompressed`, {
    advice: 'Inspect it with: gunzip -c FILE | head',
  });
}

function packedFailure(error: unknown, name: string, source: string): unknown {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (!code.startsWith('Z_')) return diskFailure(error, source);
  const what = code === 'Z_BUF_ERROR' ? 'truncated' : 'corrupt';
  return new Failure('usage', `${name} is a ${what} gzip file`, {
    advice: 'Download or compress it again',
  });
}
