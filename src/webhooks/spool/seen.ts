import { readFile } from 'node:fs/promises';
import { diskFailure } from '../../base/failure.js';
import { appendLines } from '../../base/files/append-lines.js';
import { putText } from '../../base/files/replace.js';
import { readEvent, type WebhookEvent } from '../event.js';

/** The keys of the events that were accepted last. */
export type Seen = {
  readonly has: (key: string) => boolean;
  /** Returns once the keys are fsynced. */
  readonly add: (keys: readonly string[]) => Promise<void>;
};

/** How many events are remembered at least; at most twice as many are on disk. */
export const maxSeen = 10_000;

/** What makes two events the same to `--dedupe`; `undefined` for an event without a conversation. */
export function dedupeKey(body: string): string | undefined {
  const { type, bot, conversation }: WebhookEvent = readEvent(body);
  return conversation === undefined ? undefined : JSON.stringify([type ?? null, bot ?? null, conversation]);
}

/** Opens the file of remembered keys. A last line that is cut off is forgotten: its event is still in the spool. */
export async function openSeen(path: string): Promise<Seen> {
  const text = await readFile(path, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return '';
    throw diskFailure(error, path);
  });
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  let keys = new Set(lines.filter((line) => line !== '').slice(-maxSeen));
  const rewrite = () =>
    putText(path, [...keys].map((key) => `${key}\n`).join(''), { mark: 'own', force: true });
  await rewrite();
  return {
    has: (key) => keys.has(key),
    add: async (added) => {
      const fresh = added.filter((key) => !keys.has(key));
      if (fresh.length === 0) return;
      for (const key of fresh) keys.add(key);
      if (keys.size > 2 * maxSeen) {
        keys = new Set([...keys].slice(-maxSeen));
        return rewrite();
      }
      return appendLines(path, fresh);
    },
  };
}
