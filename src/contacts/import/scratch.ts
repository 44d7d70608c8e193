import { type FileHandle, open, rm } from 'node:fs/promises';
import type { Contact } from '../../api/contacts.js';
import { diskFailure } from '../../base/failure.js';
import { createFile, type WrittenFile } from '../../base/files/create.js';
import { isObject, type JsonObject, parseJson } from '../../base/json.js';

/**
 * Contacts of the bot on disk while a plan is made, so that memory does not grow with them. Contains personal data: readable by
 * the user only, and removed at the end.
 */
export type Scratch = {
  /** Keeps a contact; resolves it later by the number that is returned. */
  readonly add: (contact: Contact) => number;
  /** Writes what was added since the last call. */
  readonly flush: () => Promise<void>;
  /** A contact as the API returned it. Call only after a flush. */
  readonly read: (place: number) => Promise<JsonObject>;
  readonly remove: () => Promise<void>;
};

/** The length of a contact, in four bytes before it. */
const headBytes = 4;

export function scratchAt(path: string): Scratch {
  let waiting: Buffer[] = [];
  let size = 0;
  let file: Promise<WrittenFile> | undefined;
  let reading: Promise<FileHandle> | undefined;
  return {
    add: ({ raw }) => {
      const bytes = Buffer.from(JSON.stringify(raw));
      const head = Buffer.alloc(headBytes);
      head.writeUInt32LE(bytes.length);
      waiting.push(head, bytes);
      const place = size;
      size += headBytes + bytes.length;
      return place;
    },
    flush: async () => {
      if (waiting.length === 0) return;
      const bytes = Buffer.concat(waiting);
      waiting = [];
      file ??= createFile(path);
      await (await file).write(bytes);
    },
    read: async (place) => {
      reading ??= open(path);
      const from = await reading;
      try {
        const head = (await from.read(Buffer.alloc(headBytes), 0, headBytes, place)).buffer;
        const length = head.readUInt32LE();
        const { buffer } = await from.read(Buffer.alloc(length), 0, length, place + headBytes);
        const held = parseJson(buffer.toString('utf8'));
        return isObject(held) ? held : {};
      } catch (error) {
        throw diskFailure(error, path);
      }
    },
    remove: async () => {
      await (await reading?.catch(() => undefined))?.close().catch(() => {});
      await (await file?.catch(() => undefined))?.close().catch(() => {});
      await rm(path, { force: true });
    },
  };
}
