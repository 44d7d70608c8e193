import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFailure } from '../../base/failure.js';
import { createDirectory } from '../../base/files/create.js';
import type { Io } from '../../base/io.js';
import { type LockWorld, withLock } from '../../config/lock.js';
import { sessionsDirectory } from '../../config/paths.js';
import {
  isOpenElsewhere,
  type Session,
  type SessionEvent,
  type SessionHead,
  sessionFrom,
} from './session.js';

/** A session that is written down line by line while it is held. */
export type SessionFile = {
  readonly id: string;
  /** Resolves once the line is in the file. Nothing is made before the first line; trouble is told once, never thrown. */
  readonly append: (event: SessionEvent) => Promise<void>;
  /** Says that nobody writes into it any more. May be called twice. */
  readonly close: () => Promise<void>;
};

export type SessionWorld = Pick<Io, 'env' | 'home' | 'pid' | 'host' | 'version' | 'now' | 'uuid'>;

/** A session that is kept in memory alone. */
export const unwritten: SessionFile = { id: '', append: async () => {}, close: async () => {} };

/** Begins a session of its own, or goes on with the one that has this id. */
export function openSession(
  deps: SessionWorld,
  bot: SessionHead['bot'],
  tell: (text: string) => void,
  existing?: string,
): SessionFile {
  const id = existing ?? deps.uuid().slice(0, 8);
  const path = sessionPath(deps, id);
  let file: Promise<FileHandle> | undefined;
  let queue: Promise<void> = Promise.resolve();
  let isBroken = false;
  const begin = async () => {
    const handle = await openAtEnd(path);
    // Who goes on with one has claimed it, and has said so in it.
    if (existing === undefined) await handle.write(line(headOf(deps, id, bot)) + openedLine(deps));
    return handle;
  };
  const write = async (event: SessionEvent) => {
    if (isBroken) return;
    try {
      file ??= begin();
      await (await file).write(line(event));
    } catch (error) {
      isBroken = true;
      const { message } = diskFailure(error, path) as Error;
      tell(`This session is not written down any more (${message}); /export saves what is on the screen`);
    }
  };
  return {
    id,
    append: (event) => {
      queue = queue.then(() => write(event));
      return queue;
    },
    close: async () => {
      await queue;
      const handle = await file?.catch(() => undefined);
      file = undefined;
      if (handle === undefined) return;
      if (!isBroken) await handle.write(line({ kind: 'closed' })).catch(() => {});
      isBroken = true;
      await handle.close().catch(() => {});
    },
  };
}

/**
 * Takes a session up to write on in it, and returns it as it is now; `undefined` while another process has it open. Only one of
 * two that come at once gets it. Throws Failure 'disk' when it cannot be written to.
 */
export async function claimSession(deps: SessionWorld & LockWorld, id: string): Promise<Session | undefined> {
  const path = sessionPath(deps, id);
  return withLock(`${path}.lock`, deps, async () => {
    const session = sessionFrom(await readFile(path, 'utf8'));
    if (session === undefined || isOpenElsewhere(deps, session)) return undefined;
    const handle = await openAtEnd(path);
    try {
      await endLine(handle);
      await handle.write(openedLine(deps));
    } finally {
      await handle.close();
    }
    return session;
  });
}

function openedLine({ pid, host }: SessionWorld): string {
  return line({ kind: 'opened', pid, host });
}

export function sessionPath({ env, home }: Pick<Io, 'env' | 'home'>, id: string): string {
  return join(sessionsDirectory(env, home), `${id}.jsonl`);
}

function headOf(deps: SessionWorld, id: string, bot: SessionHead['bot']): SessionHead {
  const { version: tool, now } = deps;
  return { kind: 'session', format: 1, tool, id, bot, created: new Date(now()).toISOString() };
}

async function openAtEnd(path: string): Promise<FileHandle> {
  await createDirectory(join(path, '..'), 'state');
  return open(path, 'a+', 0o600);
}

/** A line that a dying process left half written gets its end, so that the next one stands alone. */
async function endLine(handle: FileHandle): Promise<void> {
  const { size } = await handle.stat();
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
  if (size > 0 && buffer[0] !== 0x0a) await handle.write('\n');
}

function line(event: object): string {
  return `${JSON.stringify(event)}\n`;
}
