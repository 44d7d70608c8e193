import { join } from 'node:path';
import { inertJson } from '../base/escape/terminal.js';
import { createDirectory } from '../base/files/create.js';
import { putText } from '../base/files/replace.js';
import type { Io } from '../base/io.js';
import { receiptsDirectory } from '../config/paths.js';
import { type Erasure, receiptDocument } from './receipt.js';

export type KeptReceipt = { readonly path: string; readonly keep: (erasure: Erasure) => Promise<void> };

export type ReceiptPlace = {
  /** The path that the user chose; by default, a new file in the state directory. */
  readonly path: string | undefined;
  /** Whether it may replace an existing file. */
  readonly force: boolean;
  /** The key of the tokens. */
  readonly key: string;
};

/** A receipt on disk, written again each time. The first time, throws Failure 'usage' if there is a file that may not be replaced. */
export async function receiptFile(io: Io, { path: chosen, force, key }: ReceiptPlace): Promise<KeptReceipt> {
  const path = chosen ?? (await newPath(io));
  let isOurs = force;
  return {
    path,
    keep: async (erasure) => {
      const text = `${inertJson(receiptDocument(erasure, key), 2)}\n`;
      await putText(path, text, { mark: io.uuid().slice(0, 8), force: isOurs });
      isOurs = true;
    },
  };
}

async function newPath(io: Io): Promise<string> {
  const directory = receiptsDirectory(io.env, io.home);
  await createDirectory(directory, 'state');
  const stamp = new Date(io.now()).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return join(directory, `forget-${stamp}-${io.uuid().slice(0, 4)}.json`);
}
