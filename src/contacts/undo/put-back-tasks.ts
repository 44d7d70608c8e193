import { rm } from 'node:fs/promises';
import type { Contact } from '../../api/contacts.js';
import { createFile, type WrittenFile } from '../../base/files/create.js';
import { isObject, type JsonObject } from '../../base/json.js';
import { KeyIndex } from '../checking/keys.js';
import { LinePlaces, openLines } from './line-places.js';

/** A contact to be put back. */
export type PutBackTask = {
  readonly row: number;
  readonly id: string | undefined;
  readonly externalId: string | undefined;
  /** What to send, in the API's own names. */
  readonly body: JsonObject;
  /** The custom attributes of the contact before that. */
  readonly attributes: JsonObject;
};

/** A task in its turn, and the number of the one that must be done before. */
export type OrderedTask = {
  readonly number: number;
  readonly after: number | undefined;
  readonly task: PutBackTask;
};

/** The contacts to be put back, on disk until they are, so that memory does not grow with them. They are personal data. */
export type PutBackTasks = {
  readonly add: (row: number, contact: Contact, body: JsonObject) => void;
  readonly flush: () => Promise<void>;
  readonly size: () => number;
  /** Every task, such that an email address is given up by a contact before it is put back to another. */
  readonly inOrder: () => AsyncGenerator<OrderedTask>;
  readonly remove: () => Promise<void>;
};

/** `random` returns 0 ≤ n < 1. */
export function createTasks(path: string, random: () => number): PutBackTasks {
  const places = new LinePlaces();
  /** Which task gives up an email address. */
  const givers = new KeyIndex(Math.floor(random() * 2 ** 32));
  const takers: number[] = [];
  let lines: Buffer[] = [];
  let [size, bytes] = [0, 0];
  let file: WrittenFile | undefined;
  const flush = async () => {
    if (lines.length === 0) return;
    const text = Buffer.concat(lines);
    lines = [];
    file ??= await createFile(path);
    await file.write(text);
  };
  return {
    add: (row, { id, externalId, email, attributes }, body) => {
      const line = Buffer.from(`${JSON.stringify({ row, id, externalId, body, attributes })}\n`);
      if (body.email !== undefined && email !== undefined) givers.put(email.toLowerCase(), size);
      if (typeof body.email === 'string') takers.push(size);
      places.put(size, bytes, line.length - 1);
      lines.push(line);
      size++;
      bytes += line.length;
    },
    flush,
    size: () => size,
    inOrder: async function* () {
      await flush();
      await file?.close();
      if (size === 0) return;
      const lineFile = await openLines(path);
      const read = async (number: number) => taskIn(await places.read(lineFile, number));
      try {
        const before = new Int32Array(size).fill(-1);
        for (const number of takers) {
          const giver = givers.rowOf(emailOf(await read(number)));
          if (giver !== undefined && giver !== number) before[number] = giver;
        }
        for (const number of chained(before)) {
          const after = before[number] ?? -1;
          yield { number, after: after < 0 ? undefined : after, task: await read(number) };
        }
      } finally {
        await lineFile.close();
      }
    },
    remove: async () => {
      await file?.close().catch(() => {});
      await rm(path, { force: true });
    },
  };
}

function emailOf({ body }: PutBackTask): string {
  return typeof body.email === 'string' ? body.email.toLowerCase() : '';
}

function taskIn(held: unknown): PutBackTask {
  if (!isObject(held)) throw new Error('a task that was written cannot be read');
  return held as PutBackTask;
}

/** Numbers such that the one in `before` comes first. A circle is broken somewhere: `before` is changed to say so. */
export function chained(before: Int32Array): Uint32Array {
  const [fresh, onTheWay, placed] = [0, 1, 2];
  const states = new Uint8Array(before.length);
  const order = new Uint32Array(before.length);
  let next = 0;
  for (let start = 0; start < before.length; start++) {
    const chain: number[] = [];
    let number = start;
    while (number >= 0 && states[number] === fresh) {
      states[number] = onTheWay;
      chain.push(number);
      number = before[number] ?? -1;
    }
    const last = chain.at(-1);
    if (last !== undefined && number >= 0 && states[number] === onTheWay) before[last] = -1;
    for (const one of chain.reverse()) {
      states[one] = placed;
      order[next++] = one;
    }
  }
  return order;
}
