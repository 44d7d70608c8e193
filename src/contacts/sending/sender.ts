import type { Contact } from '../../api/contacts.js';
import { ApiError } from '../../api/error.js';
import { Failure } from '../../base/failure.js';
import type { RunLog } from '../journal/journal.js';
import { type Finding, intend, settle } from '../journal/record.js';
import type { ImportDeps } from '../run/deps.js';
import type { ImportPlan } from '../run/plan.js';
import type { RunState } from '../run/state.js';
import { type FailedRequest, readBeforeParts, stepAfterFailure, stepWithRefused } from './decide.js';
import { droppedOf, textsOf } from './held.js';
import { createReadBack } from './read-back.js';
import { namedByPlace, reasonOfRefusal } from './refusal.js';
import type { Batch, Parcel } from './spool.js';

/**
 * What a worker does with a batch. Afterwards every row is settled, or still to be sent after a halt. Throws only errors
 * that are not ApiErrors.
 */
export type Sender = {
  readonly send: (batch: Batch) => Promise<void>;
  /** Settles rows that an interrupted run sent without recording a response: looks them up and resends the absent ones. */
  readonly settleOpen: (batch: Batch) => Promise<void>;
};

export type SenderContext = {
  readonly plan: ImportPlan;
  readonly state: RunState;
  readonly log: RunLog;
  readonly deps: ImportDeps;
  /** The attributes any row may set. */
  readonly attributes: readonly string[];
  /** Stops all workers once they have finished their current batch. */
  readonly halt: (cause: unknown) => void;
  /** True after a halt, and when the user asks to stop: nothing more is sent. */
  readonly isStopped: () => boolean;
  /** False when absent rows must not be sent. */
  readonly maySend: boolean;
};

/** Whether the server accepted all of what was sent. */
type Taken = 'whole' | 'not whole';

/** Rows that were sent in one request, under its number in the journal (absent for one of an earlier leg). */
type Sent = {
  readonly batch: Batch;
  readonly number: number | undefined;
  /** How often these rows were sent, this time included. */
  readonly sending: number;
};

/** A row is sent at most so many times, each time after it was shown to be absent. */
const maxSendings = 5;
/** After this many consecutive contacts were refused one by one, the next would be refused too. */
const maxRefusedInARow = 100;

/**
 * Sends batches and never resends a row on a guess: before a row is sent again, a late enough read has shown it absent,
 * or a refusal is known to have stored nothing, or the request never left.
 */
export function createSender(context: SenderContext): Sender {
  const { plan, state, log, deps, halt } = context;
  const { lookedFor, withoutPresent } = createReadBack(context);
  let maxRows = plan.batchSize;
  let refusedInARow = 0;
  let lost: Promise<ReadonlySet<string>> | undefined;

  const settleAs = (finding: Omit<Finding, 'rows'>, batch: Batch) =>
    settle(state, log, { ...finding, rows: batch.map(({ ordinal }) => ordinal) });

  async function send(batch: Batch, sending = 1): Promise<Taken> {
    if (batch.length === 0) return 'whole';
    if (context.isStopped() || !context.maySend) return 'not whole';
    if (batch.length > maxRows) return sendInTwo(batch, maxRows);
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
      if (error instanceof ApiError) return handleFailure({ batch, number, sending }, error);
      if (error instanceof Failure && error.kind === 'locked')
        await settleAs({ to: 'unsent', by: 'check', batch: number }, batch);
      throw error;
    }
    return accept({ batch, number, sending }, created);
  }

  async function sendInTwo(batch: Batch, size: number): Promise<Taken> {
    const first = await send(batch.slice(0, size));
    const second = await send(batch.slice(size));
    return first === 'whole' && second === 'whole' ? 'whole' : 'not whole';
  }

  /** The server reported success: for all rows, or for those it names. */
  async function accept(sent: Sent, created: readonly Contact[] | undefined): Promise<Taken> {
    const { batch, number } = sent;
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
    return resendAbsent(
      { ...sent, batch: missing },
      { words: 'the API reported success without returning this contact' },
    );
  }

  /** Carries out what `stepAfterFailure` decides. */
  async function handleFailure(sent: Sent, error: ApiError): Promise<Taken> {
    const { batch, number } = sent;
    const step = stepAfterFailure(failedRequest(batch, error), deps);
    switch (step.do) {
      case 'read-back':
        if (step.afterMs > 0) {
          const seconds = Math.ceil(step.afterMs / 1000);
          deps.onNotice(`${error.message}; waiting ${seconds} s before checking what was stored`);
          await deps.pause(step.afterMs);
        }
        return resendAbsent(sent, { words: error.message, cause: error });
      case 'read-back-and-halt':
        return settleAndHalt(sent, error);
      case 'shrink':
        maxRows = Math.min(maxRows, batch.length >> 1);
        await settleAs({ to: 'refused', by: 'answer', batch: number }, batch);
        return send(batch);
      case 'reject':
        return reject(batch, number, error);
      case 'take-apart':
        return takeApart(sent, error);
      case 'halt':
        await settleAs({ to: step.left ? 'refused' : 'unsent', by: 'answer', batch: number }, batch);
        halt(error);
        return 'not whole';
    }
  }

  /** The server asks for a longer wait than is accepted: what was stored is found out, and nothing is sent. */
  async function settleAndHalt({ batch, number }: Sent, error: ApiError): Promise<Taken> {
    const rest = await lookedFor(batch, number, error.message, 'loss');
    await settleAs({ to: 'absent', by: 'reading', batch: number }, rest ?? []);
    const seconds = Math.ceil((error.more.waitMs ?? 0) / 1000);
    halt(new Failure('temporary', `${error.message}; the server asks to retry in ${seconds} s`));
    return 'not whole';
  }

  /** The rows may have been stored or not: reads which, and sends those that are absent. */
  async function resendAbsent(
    { batch, number, sending }: Sent,
    { words, cause }: { readonly words: string; readonly cause?: ApiError },
  ): Promise<Taken> {
    const rest = await lookedFor(batch, number, words, 'loss');
    if (rest === undefined) return 'not whole';
    // Finding rows by reading does not prove that the server accepts the batch.
    const left = await withoutGone(rest, number);
    if (left.length === 0) return 'not whole';
    await settleAs({ to: 'absent', by: 'reading', batch: number }, left);
    if (sending < maxSendings) return send(left, sending + 1);
    halt(
      cause ??
        new Failure('temporary', `The API accepted a batch ${maxSendings} times but stored none of it`),
    );
    return 'not whole';
  }

  /** Rejects rows whose contacts were to be updated but have been deleted: they stay deleted. Resolves with the others. */
  async function withoutGone(batch: Batch, number: number | undefined): Promise<Batch> {
    const gone = batch.filter(({ ordinal }) => state.changed.has(ordinal));
    await settleAs({ to: 'rejected', by: 'reading', batch: number, reason: goneReason }, gone);
    return batch.filter((parcel) => !gone.includes(parcel));
  }

  /** A batch was refused because of some contact in it: settles what is stored, and carries out what `stepWithRefused` decides. */
  async function takeApart({ batch, number }: Sent, error: ApiError): Promise<Taken> {
    const rest = await notStored(batch, number, error);
    if (rest === undefined) return 'not whole';
    await settleAs({ to: 'refused', by: 'answer', batch: number }, rest);
    const good = error.kind === 'invalid' ? await withoutFaulty(batch, rest, number, error) : rest;
    const [rows, left, faulty] = [batch.length, rest.length, rest.length - good.length];
    const step = stepWithRefused({ kind: error.kind, rows, left, faulty }, state);
    switch (step.do) {
      case 'halt':
        halt(error);
        return 'not whole';
      case 'send-left':
      case 'reject-faulty':
        await send(good);
        return 'not whole';
      case 'reject':
        return reject(rest, number, error);
      case 'split':
        return split(rest, { ...step, isWhole: left === rows });
    }
  }

  /** The rows of a refused batch that are not stored; `undefined` when it cannot be found out. */
  async function notStored(
    batch: Batch,
    number: number | undefined,
    error: ApiError,
  ): Promise<Batch | undefined> {
    switch (readBeforeParts(failedRequest(batch, error), state)) {
      case 'nothing':
        return batch;
      case 'existing':
        return withoutExisting(batch, number);
      case 'all': {
        const after = error.kind === 'conflict' ? 'conflict' : 'refusal';
        const rest = await lookedFor(batch, number, error.message, after);
        const isPart =
          rest !== undefined && batch.some(({ ordinal }) => state.classes.of(ordinal) === 'created');
        if (isPart && state.storesParts === 'unknown') await learn(true);
        return rest;
      }
    }
  }

  /** Settles the rows that stand in the way of a batch because their contacts exist. */
  async function withoutExisting(batch: Batch, number: number | undefined): Promise<Batch | undefined> {
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
    state.refusesWhole = !storesParts;
    await log?.append({ kind: 'server', storesParts });
    await deps.refusals.note(!storesParts);
    if (storesParts)
      deps.onNotice(
        'This server stores part of the batches it refuses; cbase reads each refused batch back first',
      );
  }

  /** Rejects the rows that the server names, and those that fill an attribute which was lost meanwhile; resolves with the others. */
  async function withoutFaulty(
    batch: Batch,
    rest: Batch,
    number: number | undefined,
    error: ApiError,
  ): Promise<Batch> {
    const named = namedByPlace(error, batch.length);
    const left = new Set(rest);
    lost ??= deps.lostAttributes();
    const lostIn = sentAttribute(await lost);
    for (const [place, parcel] of batch.entries()) {
      const attribute = lostIn(parcel);
      const reason =
        named.get(place) ??
        (attribute && {
          code: 'attribute_lost',
          message: `the attribute ${attribute} no longer accepts values`,
        });
      if (!reason || !left.has(parcel)) continue;
      left.delete(parcel);
      await settleAs({ to: 'rejected', by: 'answer', batch: number, reason, personal: textsOf(parcel) }, [
        parcel,
      ]);
    }
    return rest.filter((parcel) => left.has(parcel));
  }

  /** Sends a refused batch in two parts. `isWhole` is true when nothing of it was settled meanwhile. */
  async function split(
    rest: Batch,
    {
      cut,
      isTelling,
      isWhole,
    }: { readonly cut: number; readonly isTelling: boolean; readonly isWhole: boolean },
  ): Promise<Taken> {
    const right = rest.slice(cut);
    const first = await send(rest.slice(0, cut));
    if (first === 'whole' && isTelling) await learn(false);
    // A batch that was refused as a whole but whose first part is accepted alone was refused because of its second part.
    const isRightAtFault = first === 'whole' && isWhole && state.storesParts === 'never';
    if (isRightAtFault && right.length > 1)
      await split(right, { cut: right.length >> 1, isTelling: false, isWhole: true });
    else await send(right);
    return 'not whole';
  }

  async function reject(batch: Batch, number: number | undefined, error: ApiError): Promise<Taken> {
    const personal = batch.flatMap(textsOf);
    await settleAs(
      { to: 'rejected', by: 'answer', batch: number, reason: reasonOfRefusal(error), personal },
      batch,
    );
    if (++refusedInARow >= maxRefusedInARow)
      halt(
        new Failure(
          'limit',
          `The API refused ${maxRefusedInARow} contacts in a row, the last with: ${error.message}`,
          {
            advice: 'Check the first rejected rows before sending the rest',
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
      const words = 'the run was interrupted before the response was recorded';
      await resendAbsent({ batch, number: undefined, sending: 1 }, { words });
    },
  };
}

function failedRequest(batch: Batch, { kind, mayHaveHappened, more }: ApiError): FailedRequest {
  return { kind, mayHaveHappened, waitMs: more.waitMs ?? 0, rows: batch.length };
}

const maxCreationS = 60;
const maxCreationMs = 300_000;

/**
 * True when the contact in a response existed before it was sent: a server may overwrite a contact and still report
 * success. Only the server's own clock can tell: its timestamps, or the time its response states. Ours may be off by days.
 */
export function wasThere(contact: Contact | undefined, serverMs: number | undefined): boolean {
  const { createdAt, updatedAt = createdAt } = contact ?? {};
  if (createdAt === undefined || updatedAt === undefined) return false;
  const isOlderThanAnswer = serverMs !== undefined && serverMs - createdAt * 1000 > maxCreationMs;
  return updatedAt - createdAt > maxCreationS || isOlderThanAnswer;
}

const goneReason = { code: 'gone', message: 'the contact was deleted before it could be updated' };

/** The first of these attributes that a contact sets. */
function sentAttribute(names: ReadonlySet<string>): (parcel: Parcel) => string | undefined {
  if (names.size === 0) return () => undefined;
  return ({ encoded }) => {
    const { custom_attributes: attributes = {} } = JSON.parse(Buffer.from(encoded).toString('utf8')) as {
      readonly custom_attributes?: object;
    };
    return Object.keys(attributes).find((name) => names.has(name));
  };
}
