import type { Contact } from '../../api/contacts.js';
import { ApiError } from '../../api/error.js';
import { Failure } from '../../base/failure.js';
import type { RunLog } from '../journal/journal.js';
import { type Finding, intend, settle } from '../journal/record.js';
import type { ImportDeps } from '../run/deps.js';
import type { ImportPlan } from '../run/plan.js';
import type { RunState } from '../run/state.js';
import { droppedOf, textsOf } from './held.js';
import { createReadBack } from './read-back.js';
import { namedByPlace, reasonOfRefusal } from './refusal.js';
import type { Batch, Parcel } from './spool.js';

/** What a worker does with a batch. Every row of it is settled afterwards, or still to be sent after a halt. Throws only what is no answer of the API. */
export type Sender = {
  readonly send: (batch: Batch) => Promise<void>;
  /** Settles rows that were sent in an earlier leg, whose answer nobody knows: looks for them, and sends what is not there. */
  readonly settleOpen: (batch: Batch) => Promise<void>;
};

export type SenderContext = {
  readonly plan: ImportPlan;
  readonly state: RunState;
  readonly log: RunLog;
  readonly deps: ImportDeps;
  /** The attributes any row may fill. */
  readonly attributes: readonly string[];
  /** Stops all workers after what they have begun. */
  readonly halt: (cause: unknown) => void;
  /** True after a halt, and when the user asks for an end: nothing more is sent. */
  readonly isStopped: () => boolean;
  /** False when what is not there shall not be sent. */
  readonly maySend: boolean;
};

/** How a part of a batch was taken: whole, or not. */
type Taken = 'whole' | 'not whole';

/** A row is sent so many times at the most, each time after it was shown to be absent. */
const mostSendings = 5;
/** Of so many rows a server that stores parts would have stored some. */
const tellingRows = 10;
/** When so many contacts in a row were refused one by one, the next would be too. */
const mostRefusedInARow = 100;

/**
 * Sends batches and never sends a row twice on a guess: between two sendings of a row lies a reading that shows it absent
 * late enough to tell, or a refusal that is known to leave nothing behind, or a request that never left.
 */
export function createSender(context: SenderContext): Sender {
  const { plan, state, log, deps, halt } = context;
  const { lookedFor, withoutPresent } = createReadBack(context);
  let largest = plan.batchSize;
  let refusedInARow = 0;
  let lost: Promise<ReadonlySet<string>> | undefined;

  const settleAs = (finding: Omit<Finding, 'rows'>, batch: Batch) =>
    settle(state, log, { ...finding, rows: batch.map(({ ordinal }) => ordinal) });

  async function send(batch: Batch, sending = 1): Promise<Taken> {
    if (batch.length === 0) return 'whole';
    if (context.isStopped() || !context.maySend) return 'not whole';
    if (batch.length > largest) return sendParts(batch, largest);
    const number = await intend(
      state,
      log,
      batch.map(({ ordinal }) => ordinal),
    );
    let created: readonly Contact[] | undefined;
    try {
      created = await deps.create(
        batch.map(({ encoded }) => encoded),
        deps.ready,
      );
    } catch (error) {
      if (error instanceof ApiError) return afterError(batch, number, error, sending);
      if (error instanceof Failure && error.kind === 'locked')
        await settleAs({ to: 'unsent', by: 'check', batch: number }, batch);
      throw error;
    }
    return accepted(batch, number, created, sending);
  }

  async function sendParts(batch: Batch, size: number): Promise<Taken> {
    const first = await send(batch.slice(0, size));
    const second = await send(batch.slice(size));
    return first === 'whole' && second === 'whole' ? 'whole' : 'not whole';
  }

  async function accepted(
    batch: Batch,
    number: number,
    created: readonly Contact[] | undefined,
    sending: number,
  ): Promise<Taken> {
    refusedInARow = 0;
    const echoed = created && new Map(created.map((contact) => [contact.externalId, contact]));
    const there = echoed ? batch.filter(({ externalId }) => echoed.has(externalId)) : batch;
    const isOld = ({ ordinal, externalId }: Parcel) =>
      !state.retried.has(ordinal) && wasThere(echoed?.get(externalId), deps.serverMs());
    const stored = { updated: there.filter(isOld), created: there.filter((parcel) => !isOld(parcel)) };
    for (const to of ['updated', 'created'] as const) {
      const rows = stored[to];
      const contacts = echoed && rows.map(({ externalId }) => echoed.get(externalId));
      const dropped =
        plan.verify === 'echo' && contacts ? droppedOf(rows, contacts, context.attributes) : undefined;
      await settleAs({ to, by: 'answer', batch: number, contacts, dropped }, rows);
    }
    if (there.length === batch.length) return 'whole';
    const missing = batch.filter((parcel) => !there.includes(parcel));
    return afterLoss(missing, number, 'the API said success without naming this contact', sending);
  }

  async function afterError(batch: Batch, number: number, error: ApiError, sending: number): Promise<Taken> {
    if (error.mayHaveHappened) {
      const { waitMs = 0 } = error.more;
      if (waitMs > deps.maxWaitMs) return afterLongWait(batch, number, error);
      if (waitMs > 0)
        deps.onNotice(`${error.message}; looking what was stored in ${Math.ceil(waitMs / 1000)} s`);
      if (waitMs > 0) await deps.pause(waitMs);
      return afterLoss(batch, number, error.message, sending, error);
    }
    if (error.kind === 'too-large' && batch.length > 1) {
      largest = Math.min(largest, batch.length >> 1);
      await settleAs({ to: 'refused', by: 'answer', batch: number }, batch);
      return send(batch);
    }
    if (error.kind === 'invalid' || error.kind === 'conflict' || error.kind === 'contact-limit')
      return takenApart(batch, number, error);
    if (error.kind === 'too-large') return rejected(batch, number, error);
    const to = error.kind === 'unsent' ? 'unsent' : 'refused';
    await settleAs({ to, by: 'answer', batch: number }, batch);
    halt(error);
    return 'not whole';
  }

  /** The server asks for more time than anybody wants to wait: what was stored is found out, and nothing is sent. */
  async function afterLongWait(batch: Batch, number: number, error: ApiError): Promise<Taken> {
    const rest = await lookedFor(batch, number, error.message, 'loss');
    await settleAs({ to: 'absent', by: 'reading', batch: number }, rest ?? []);
    const seconds = Math.ceil((error.more.waitMs ?? 0) / 1000);
    halt(new Failure('temporary', `${error.message}; the server asks to come back in ${seconds} s`));
    return 'not whole';
  }

  /** The rows may have been stored or not. */
  async function afterLoss(
    batch: Batch,
    number: number | undefined,
    words: string,
    sending: number,
    cause?: ApiError,
  ): Promise<Taken> {
    const rest = await lookedFor(batch, number, words, 'loss');
    if (rest === undefined) return 'not whole';
    // What was found by reading proves nothing about how the server takes it.
    const left = await withoutGone(rest, number);
    if (left.length === 0) return 'not whole';
    await settleAs({ to: 'absent', by: 'reading', batch: number }, left);
    if (sending < mostSendings) return send(left, sending + 1);
    halt(
      cause ??
        new Failure('temporary', `The API took a batch ${mostSendings} times and stored nothing of it`),
    );
    return 'not whole';
  }

  /** Rows that were to be updated, and whose contacts are gone: somebody deleted them, and they stay deleted. */
  async function withoutGone(batch: Batch, number: number | undefined): Promise<Batch> {
    const gone = batch.filter(({ ordinal }) => state.changed.has(ordinal));
    await settleAs({ to: 'rejected', by: 'reading', batch: number, reason: goneReason }, gone);
    return batch.filter((parcel) => !gone.includes(parcel));
  }

  /** A batch was refused because of some contact in it. */
  async function takenApart(batch: Batch, number: number, error: ApiError): Promise<Taken> {
    if (batch.length === 1 && error.kind === 'invalid') return rejected(batch, number, error);
    const rest = await leftOf(batch, number, error);
    if (rest === undefined) return 'not whole';
    await settleAs({ to: 'refused', by: 'answer', batch: number }, rest);
    if (error.kind === 'contact-limit') {
      halt(error);
      return 'not whole';
    }
    if (rest.length < batch.length && error.kind === 'conflict') {
      await send(rest);
      return 'not whole';
    }
    const [bad, good] = await withoutBad(batch, rest, number, error);
    if (bad) {
      await send(good);
      return 'not whole';
    }
    return batch.length === 1 ? rejected(rest, number, error) : inParts(rest, batch, error);
  }

  /**
   * What is to be sent again of a refused batch. A server that may store a part of what it refuses is read first, as after a
   * loss; one that was seen to store nothing is read only for what stands in the way.
   */
  async function leftOf(batch: Batch, number: number, error: ApiError): Promise<Batch | undefined> {
    const mayHoldPart = batch.length > 1 && state.storesParts !== 'never';
    if (mayHoldPart) {
      const after = error.kind === 'conflict' ? 'conflict' : 'refusal';
      const rest = await lookedFor(batch, number, error.message, after);
      const isPart =
        rest !== undefined && batch.some(({ ordinal }) => state.classes.of(ordinal) === 'created');
      if (isPart && state.storesParts === 'unknown') await learn(true);
      return rest;
    }
    if (error.kind !== 'conflict') return batch;
    try {
      return await withoutPresent(batch, number, 'conflict');
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      await settleAs({ to: 'refused', by: 'answer', batch: number }, batch);
      halt(failure);
      return undefined;
    }
  }

  async function learn(storesParts: boolean): Promise<void> {
    state.storesParts = storesParts ? 'seen' : 'never';
    await log?.append({ kind: 'server', storesParts });
    if (storesParts)
      deps.onNotice('This server stores part of the batches it refuses; each of them is read back first');
  }

  /** Rejects the rows that the server names, and those that fill an attribute which was lost meanwhile. */
  async function withoutBad(
    batch: Batch,
    rest: Batch,
    number: number,
    error: ApiError,
  ): Promise<readonly [isAny: boolean, good: Batch]> {
    if (error.kind !== 'invalid') return [false, rest];
    const named = namedByPlace(error, batch.length);
    const left = new Set(rest);
    const good = new Set(rest);
    lost ??= deps.lostAttributes();
    const isLost = sentAttribute(await lost);
    for (const [place, parcel] of batch.entries()) {
      const attribute = isLost(parcel);
      const reason =
        named.get(place) ??
        (attribute && {
          code: 'attribute_lost',
          message: `the attribute ${attribute} takes no values any more`,
        });
      if (!reason || !left.has(parcel)) continue;
      good.delete(parcel);
      await settleAs({ to: 'rejected', by: 'answer', batch: number, reason, personal: textsOf(parcel) }, [
        parcel,
      ]);
    }
    return [good.size < rest.length, rest.filter((parcel) => good.has(parcel))];
  }

  /**
   * Cuts a refused batch in two. Where it is not known yet that nothing of a refused batch is stored, the first row is sent
   * alone: if it is taken now, it was good, and nothing of so large a batch was stored. Of a server that was seen to store
   * parts, the first row that is not there is the bad one, most likely.
   */
  async function inParts(rest: Batch, batch: Batch, error: ApiError): Promise<Taken> {
    const isWhole = rest.length === batch.length;
    const isTelling = state.storesParts === 'unknown' && isWhole && batch.length >= tellingRows;
    const cut = isTelling || state.storesParts === 'seen' ? 1 : rest.length >> 1;
    const right = rest.slice(cut);
    const first = await send(rest.slice(0, cut));
    if (first === 'whole' && isTelling) await learn(false);
    // What was refused as a whole, and is taken without its second part, was refused for the second part.
    if (first === 'whole' && isWhole && right.length > 1 && state.storesParts === 'never')
      await inParts(right, right, error);
    else await send(right);
    return 'not whole';
  }

  async function rejected(batch: Batch, number: number, error: ApiError): Promise<Taken> {
    const personal = batch.flatMap(textsOf);
    await settleAs(
      { to: 'rejected', by: 'answer', batch: number, reason: reasonOfRefusal(error), personal },
      batch,
    );
    if (++refusedInARow >= mostRefusedInARow)
      halt(
        new Failure(
          'limit',
          `The API refused ${mostRefusedInARow} contacts in a row, the last with: ${error.message}`,
          {
            advice: 'Look at the first rows of the rejects before the rest is sent',
          },
        ),
      );
    return 'not whole';
  }

  return {
    send: async (batch) => {
      await send(batch);
    },
    settleOpen: async (batch) => {
      await afterLoss(batch, undefined, 'the run was interrupted before the answer was written down', 1);
    },
  };
}

const longestCreationS = 60;
const longestCreationMs = 300_000;

/**
 * True when the contact of an answer was there before it was sent: a server may store over what it has and still say success.
 * Only the server's own clocks tell: its stamps, or what its answer says the time is. Ours may be wrong by days.
 */
export function wasThere(contact: Contact | undefined, serverMs: number | undefined): boolean {
  const { createdAt, updatedAt = createdAt } = contact ?? {};
  if (createdAt === undefined || updatedAt === undefined) return false;
  const isOlderThanAnswer = serverMs !== undefined && serverMs - createdAt * 1000 > longestCreationMs;
  return updatedAt - createdAt > longestCreationS || isOlderThanAnswer;
}

const goneReason = { code: 'gone', message: 'the contact was deleted before it could be updated' };

/** The first of these attributes that a contact fills. */
function sentAttribute(names: ReadonlySet<string>): (parcel: Parcel) => string | undefined {
  if (names.size === 0) return () => undefined;
  return ({ encoded }) => {
    const { custom_attributes: attributes = {} } = JSON.parse(Buffer.from(encoded).toString('utf8')) as {
      readonly custom_attributes?: object;
    };
    return Object.keys(attributes).find((name) => names.has(name));
  };
}
