import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';

/** The names in a ZIP archive; `undefined` for a damaged one. */
export async function zipNames(bytes: Buffer): Promise<readonly string[] | undefined> {
  const { unzipSync } = await import('fflate');
  const names: string[] = [];
  try {
    unzipSync(bytes, { filter: ({ name }) => names.push(name) < 0 });
    return names;
  } catch {
    return undefined;
  }
}

/** The largest text of a document, in bytes of XML. */
const maxBytes = 64 * 2 ** 20;
const stepBytes = 64 * 2 ** 10;
const stepsBetweenPauses = 16;

/**
 * A ZIP archive with only some of the files of another one, not compressed. What they expand to is counted while they are unpacked,
 * whatever the archive claims. Throws Failure 'usage' if it is damaged, or expands to more than 64 MiB.
 */
export async function leanZip(
  io: Io,
  bytes: Buffer,
  { name, isWanted }: { readonly name: string; readonly isWanted: (path: string) => boolean },
): Promise<Buffer> {
  const { Unzip, UnzipInflate, zipSync } = await import('fflate');
  const parts = new Map<string, Uint8Array[]>();
  const ended = new Set<string>();
  let [size, problem] = [0, undefined as 'damaged' | 'bomb' | undefined];
  const unzip = new Unzip((file) => {
    if (!isWanted(file.name)) return;
    const chunks: Uint8Array[] = [];
    parts.set(file.name, chunks);
    file.ondata = (error, chunk, isFinal) => {
      if (error) problem ??= 'damaged';
      if (error || problem !== undefined) return;
      size += chunk.length;
      if (size > maxBytes) problem = 'bomb';
      chunks.push(chunk);
      if (isFinal) ended.add(file.name);
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  try {
    for (let at = 0; at < bytes.length && problem === undefined; at += stepBytes) {
      unzip.push(bytes.subarray(at, at + stepBytes), at + stepBytes >= bytes.length);
      if ((at / stepBytes) % stepsBetweenPauses === 0) await io.sleep(1, io.interrupt.soft);
    }
  } catch (error) {
    if (io.interrupt.soft.aborted) throw error;
    problem ??= 'damaged';
  }
  if (problem === 'bomb') throw bomb(name);
  if (problem === 'damaged' || ended.size < parts.size || parts.size === 0) throw damaged(name);
  const whole = [...parts].map(([path, chunks]) => [path, Buffer.concat(chunks)] as const);
  return Buffer.from(zipSync(Object.fromEntries(whole), { level: 0 }));
}

function bomb(name: string): Failure {
  return new Failure('usage', `${name} expands to more than 64 MiB of text`, {
    advice: 'Check where the file comes from, or split it',
  });
}

/** A document that cannot be read. */
export function damaged(name: string): Failure {
  return new Failure('usage', `${name} is a damaged Word document (DOCX)`, {
    advice: 'Open it in a word processor and save it again',
  });
}
