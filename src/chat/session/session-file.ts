import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFailure } from '../../base/failure.js';
import { createDirectory } from '../../base/files/create.js';
import type { Io } from '../../base/io.js';
import { type LockDeps, withLock } from '../../config/lock.js';
import { sessionsDirectory } from '../../config/paths.js';
import {
  isOpenElsewhere,
  type Session,
  type SessionEvent,
  type SessionHead,
  sessionFrom,
} from './session.js';

/** A session file, appended to line by line during the conversation. */
export type SessionFile = {
  /** A new session is named when its id is first asked for. */
  readonly id: string;
  /** Resolves once the line is written. The first line creates the file; a disk error is reported once, never thrown. */
  readonly append: (event: SessionEvent) => Promise<void>;
  /** Marks the session as closed, so that another process may claim it. May be called twice. */
  readonly close: () => Promise<void>;
};

export type SessionDeps = Pick<Io, 'env' | 'home' | 'pid' | 'host' | 'version' | 'now' | 'uuid'>;

/** A session that exists in memory only. */
export const unwritten: SessionFile = { id: '', append: async () => {}, close: async () => {} };

/** Starts a new session, or continues the existing one with this id. `onBroken` is called once, if it cannot be written. */
export function openSession(
  deps: SessionDeps,
  bot: SessionHead['bot'],
  onBroken: (reason: string) => void,
  existing?: string,
): SessionFile {
  let name = existing;
  const id = () => {
    name ??= deps.uuid().slice(0, 8);
    return name;
  };
  let file: Promise<FileHandle> | undefined;
  let queue: Promise<void> = Promise.resolve();
  let isBroken = false;
  const begin = async () => {
    const handle = await openAtEnd(sessionPath(deps, id()));
    // An existing session was claimed first, and the claim already wrote its `opened` line.
    if (existing === undefined) await handle.write(line(headOf(deps, id(), bot)) + openedLine(deps));
    return handle;
  };
  const write = async (event: SessionEvent) => {
    if (isBroken) return;
    try {
      file ??= begin();
      await (await file).write(line(event));
    } catch (error) {
      isBroken = true;
      onBroken((diskFailure(error, sessionPath(deps, id())) as Error).message);
    }
  };
  return {
    get id() {
      return id();
    },
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
 * Claims a session for writing and returns its current content; `undefined` while another process has it open. If two
 * processes try at once, only one gets it. Throws Failure 'disk' when it cannot be written.
 */
export async function claimSession(deps: SessionDeps & LockDeps, id: string): Promise<Session | undefined> {
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

function openedLine({ pid, host }: SessionDeps): string {
  return line({ kind: 'opened', pid, host });
}

export function sessionPath({ env, home }: Pick<Io, 'env' | 'home'>, id: string): string {
  return join(sessionsDirectory(env, home), `${id}.jsonl`);
}

function headOf(deps: SessionDeps, id: string, bot: SessionHead['bot']): SessionHead {
  const { version: tool, now } = deps;
  const { id: botId, name } = bot;
  return {
    kind: 'session',
    format: 1,
    tool,
    id,
    bot: { id: botId, name },
    created: new Date(now()).toISOString(),
  };
}

async function openAtEnd(path: string): Promise<FileHandle> {
  await createDirectory(join(path, '..'), 'state');
  return open(path, 'a+', 0o600);
}

/** Terminates a partial line left by a process that died, so that the next line starts on its own. */
async function endLine(handle: FileHandle): Promise<void> {
  const { size } = await handle.stat();
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
  if (size > 0 && buffer[0] !== 0x0a) await handle.write('\n');
}

function line(event: object): string {
  return `${JSON.stringify(event)}\n`;
}
