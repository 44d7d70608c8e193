import { Failure, stopped } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { Journal } from '../journal/journal.js';
import type { Progress } from '../run/progress.js';
import type { ContactApi } from '../sending/api-deps.js';
import { forEachOf, unlessStopped } from '../sending/pool.js';
import type { NamedContact } from './changes.js';
import { putter } from './put-back.js';
import type { OrderedTask, PutBackTasks } from './put-back-tasks.js';

/** Contacts that could not be put back, or not wholly, and why. */
export type NotPutBack = NamedContact & {
  readonly why: 'taken' | 'in part' | 'refused' | 'in doubt';
  /** The fields that the server did not keep, or what it said. */
  readonly fields?: readonly string[];
  readonly message?: string;
};

export type PutBackCounts = {
  /** Contacts that are again as they were before the run. */
  readonly putBack: number;
  readonly notPutBack: readonly NotPutBack[];
  /** Contacts that were deleted meanwhile. */
  readonly gone: number;
};

type PuttingBack = {
  readonly api: ContactApi;
  /** The id of the bot. */
  readonly bot: string;
  readonly tasks: PutBackTasks;
  readonly journal: Journal;
  readonly check: () => Promise<void>;
  readonly listener: { readonly onProgress: (progress: Progress) => void };
};

const concurrency = 4;
/** After so many contacts without an answer in a row, the server is assumed to be down. */
const patience = 3;

/**
 * Puts all contacts back, several at a time. What is about to be sent, and that it was done, is in the journal before it counts.
 * Throws Failure 'interrupted' at the first Ctrl-C, 'temporary' when the server answers no more, and ApiError; repeating the
 * undo does the rest.
 */
export async function putBackAll(io: Io, given: PuttingBack): Promise<PutBackCounts> {
  const { api, bot, tasks, journal, check, listener } = given;
  const total = tasks.size();
  const counts = { putBack: 0, notPutBack: [] as NotPutBack[], gone: 0 };
  if (total === 0) return counts;
  const { soft } = io.interrupt;
  const live = await liveAttributes(given, soft);
  const put = putter(io, { contacts: api.contacts, bot, live, check });
  const running = new Map<number, Promise<void>>();
  let [done, silent] = [0, 0];
  const one = async ({ task, after }: OrderedTask) => {
    if (after !== undefined) await running.get(after)?.catch(() => {});
    const rows = String(task.row);
    await journal.append({ kind: 'undone', rows, as: 'sending' });
    const end = await put(task);
    if (end.as === 'put back' || end.as === 'in part')
      await journal.append({ kind: 'undone', rows, as: 'put back' });
    const { id, externalId } = task;
    silent = end.as === 'in doubt' ? silent + 1 : 0;
    if (end.as === 'put back') counts.putBack++;
    else if (end.as === 'gone') counts.gone++;
    else {
      const { as: why, ...more } = end;
      counts.notPutBack.push({ id, externalId, why, ...more });
    }
    listener.onProgress({ kind: 'putting back', done: ++done, total });
  };
  const start = (ordered: OrderedTask) => {
    const work = one(ordered);
    running.set(ordered.number, work);
    return work.finally(() => running.delete(ordered.number));
  };
  const isStopped = () => soft.aborted || silent >= patience;
  listener.onProgress({ kind: 'putting back', done, total });
  await unlessStopped(forEachOf(tasks.inOrder(), concurrency, isStopped, start), soft);
  if (done < total) throw stoppedAt(io, counts.putBack, total);
  return counts;
}

function stoppedAt({ interrupt }: Io, done: number, total: number): Failure {
  const words = `putting back ${done} of ${total} updated contacts`;
  return interrupt.soft.aborted
    ? stopped(interrupt.signal(), `Stopped after ${words}`, {
        advice: 'Run the same command again to undo the rest',
      })
    : new Failure('temporary', `The server answers no more, after ${words}`, {
        advice: 'Run the same command again later to undo the rest',
      });
}

async function liveAttributes(
  { api, bot }: Pick<PuttingBack, 'api' | 'bot'>,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const attributes = await api.attrs.list(bot, signal);
  return new Set(attributes.filter(({ archived }) => !archived).map(({ name }) => name));
}
