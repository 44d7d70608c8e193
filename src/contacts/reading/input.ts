import { createHash } from 'node:crypto';
import { open, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { diskFailure, Failure } from '../../base/failure.js';
import { createFile } from '../../base/files/create.js';
import { fileChunks } from '../../base/files/lines.js';
import type { Io } from '../../base/io.js';
import { inputCopyName } from '../../config/paths.js';
import { refuseForeign } from './foreign.js';
import { isGzip, unpack } from './unpack.js';
import { copySheet } from './workbook.js';

/** The input as a file that can be read more than once. */
export type InputFile = {
  /** As the user named it; `stdin` for `-`. */
  readonly name: string;
  readonly path: string;
  /** The first 64 KiB, or all there is. */
  readonly head: Buffer;
  readonly size: number;
  readonly modifiedMs: number;
  /** True when it is our own copy, to be removed at the end. */
  readonly isCopy: boolean;
  /** True for the copy of a sheet of a workbook. */
  readonly isSheet?: boolean;
};

const headBytes = 64 * 1024;

export type OpenOptions = {
  /** Where copies go. */
  readonly directory: string;
  /** The sheet of a workbook, by name or number. */
  readonly sheet?: string | undefined;
};

/**
 * Opens the input and checks what it really is. Standard input, pipes, the contents of a gzip file and a sheet of a workbook
 * are first copied to `directory`, readable by the user only. Throws Failure 'usage' for what cannot be contacts: an empty
 * file, a directory, an archive, markup.
 */
export async function openInput(io: Io, source: string, options: OpenOptions): Promise<InputFile> {
  const { directory, sheet } = options;
  const name = source === '-' ? 'stdin' : basename(source);
  const { path, isCopy } = await plainFile(io, source, name, directory);
  try {
    const file = await inputAt(path, name, isCopy);
    if (isZip(file.head)) return await sheetInput(io, file, options);
    if (sheet !== undefined)
      throw new Failure('usage', `${name} is no workbook (.xlsx), so it has no sheet ${sheet}`, {
        advice: 'Leave out --sheet',
      });
    refuseForeign(file.head, name);
    return file;
  } catch (error) {
    if (isCopy) await rm(path, { force: true });
    throw error;
  }
}

function isZip(head: Buffer): boolean {
  return head.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'));
}

async function sheetInput(io: Io, file: InputFile, { directory, sheet }: OpenOptions): Promise<InputFile> {
  const { path, name, isCopy } = file;
  const copy = join(directory, inputCopyName(io));
  await copySheet({ path, name, sheet }, copy);
  if (isCopy) await rm(path, { force: true });
  return { ...(await inputAt(copy, name, true)), isSheet: true };
}

/** An existing file as input. Throws Failure 'usage' when it cannot be read. */
export async function inputAt(path: string, name: string, isCopy: boolean): Promise<InputFile> {
  const head = await firstBytes(path, name);
  const { size, mtimeMs } = await stat(path);
  return { name, path, head, size, modifiedMs: mtimeMs, isCopy };
}

type PlainFile = { readonly path: string; readonly isCopy: boolean };

/** The input itself if it can be read twice and is not compressed; otherwise our own copy. */
async function plainFile(io: Io, source: string, name: string, directory: string): Promise<PlainFile> {
  const isCopy = !(await isReadTwice(source));
  const path = isCopy ? await spooled(io, source, directory) : source;
  try {
    if (!isGzip(await firstBytes(path, name))) return { path, isCopy };
    const unpacked = join(directory, inputCopyName(io));
    await unpack(io, path, name, unpacked);
    if (isCopy) await rm(path, { force: true });
    return { path: unpacked, isCopy: true };
  } catch (error) {
    if (isCopy) await rm(path, { force: true });
    throw error;
  }
}

async function isReadTwice(source: string): Promise<boolean> {
  if (source === '-') return false;
  const found = await stat(source).catch((error) => {
    throw diskFailure(error, source, true);
  });
  if (found.isDirectory())
    throw new Failure('usage', `${source} is a directory`, { advice: 'Name a file, or - for stdin' });
  return found.isFile();
}

async function spooled(io: Io, source: string, directory: string): Promise<string> {
  if (source === '-' && io.stdin.isTTY) {
    throw new Failure('usage', 'Standard input is a terminal', {
      advice: 'Pipe a file into the command, or name one instead of -',
    });
  }
  const path = join(directory, inputCopyName(io));
  const file = await createFile(path);
  const stream = source === '-' ? io.stdin : (await open(source)).createReadStream();
  // Without this, Ctrl-C would not end the wait for a silent pipe.
  addAbortSignal(io.interrupt.soft, stream);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer | string>)
      await file.write(Buffer.from(chunk as Buffer));
    await file.close();
    return path;
  } catch (error) {
    await file.close().catch(() => {});
    await rm(path, { force: true });
    throw error;
  }
}

async function firstBytes(path: string, name: string): Promise<Buffer> {
  const file = await open(path).catch((error) => {
    throw diskFailure(error, path, true);
  });
  const { buffer, bytesRead } = await file
    .read(Buffer.alloc(headBytes), 0, headBytes, 0)
    .finally(() => file.close());
  if (bytesRead === 0)
    throw new Failure('usage', `${name} is an empty file`, { advice: 'Check the program that wrote it' });
  return buffer.subarray(0, bytesRead);
}

/** Throws Failure 'usage' when the file has changed since it was opened: what was checked would not be what is sent. */
export async function refuseChanged(file: InputFile): Promise<void> {
  const now = await stat(file.path).catch((error) => {
    throw diskFailure(error, file.name);
  });
  if (now.size === file.size && now.mtimeMs === file.modifiedMs) return;
  throw new Failure(
    'usage',
    `${file.name} changed while cbase was reading it (${file.size} bytes before, ${now.size} now)`,
    {
      advice: 'Wait until it is complete and run the command again; nothing was sent',
    },
  );
}

/** SHA-256 of a file, in hex. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of fileChunks(path)) hash.update(chunk);
  return hash.digest('hex');
}
