import { orDoubt, unlessStopped } from '../../account/doubt.js';
import { keptAttribute, readBack } from '../../account/kept.js';
import type { Attribute, AttributeDraft } from '../../api/attrs.js';
import { asFailure } from '../../api/error.js';
import { Failure, stopped } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { BotContext } from '../../cli/with-account.js';
import {
  type AttributeState,
  isSameState,
  type PlannedAttribute,
  stateOf,
  wholeChange,
} from '../../contacts/schema/schema-plan.js';

/** What became of a planned attribute. `already`: it was as planned, so nothing was sent. */
export type Outcome = 'done' | 'already' | 'left alone';
export type Applied = {
  readonly planned: PlannedAttribute;
  readonly outcome: Outcome;
  /** On the server now; null if it is not there. */
  readonly held: AttributeState | null;
};

/**
 * Carries out a plan, one write at a time, each verified. Before each, the attribute is read: what is as planned is not sent
 * again, and what is no longer as it was when the plan was made is left alone. Throws the Failure that ended it, with what was
 * done until then; `look` is the command that shows the attributes.
 */
export async function carryOut(
  io: Io,
  context: BotContext,
  plan: readonly PlannedAttribute[],
  look: string,
): Promise<readonly Applied[]> {
  const applied: Applied[] = [];
  for (const planned of plan) {
    try {
      if (context.signal.aborted) throw stopped(io.interrupt.signal());
      applied.push(await carriedOut(io, { ...context, look }, planned));
    } catch (error) {
      throw withProgress(asFailure(error, context.account.keySource), applied, plan, planned);
    }
  }
  return applied;
}

type Carrying = BotContext & { readonly look: string };

async function carriedOut(io: Io, context: Carrying, planned: PlannedAttribute): Promise<Applied> {
  const { name, before, after } = planned;
  const current = await heldNow(context, name);
  const held = current === undefined ? null : stateOf(current);
  if (after === null || isSameState(held, after)) return { planned, outcome: 'already', held };
  // An apply may have ended after it created an attribute, and before it archived it.
  const isHalfDone = before === null && isSameState(held, { ...after, archived: false });
  if (!isHalfDone && !isSameState(held, before)) return { planned, outcome: 'left alone', held };
  const there = current ?? (await created(io, context, name, after));
  if (isSameState(stateOf(there), after)) return { planned, outcome: 'done', held: stateOf(there) };
  return { planned, outcome: 'done', held: stateOf(await updated(io, context, there, after)) };
}

async function heldNow({ api, bot, signal }: BotContext, name: string): Promise<Attribute | undefined> {
  return (await api.attrs.list(bot.id, signal)).find((one) => one.name === name);
}

/** If the response is lost, the attributes are read before anything is sent again. */
async function created(
  io: Io,
  context: Carrying,
  name: string,
  { type, label, description }: AttributeState,
): Promise<Attribute> {
  const { api, bot, signal, look } = context;
  const draft = { name, type, label, ...(description !== '' && { description }) } as AttributeDraft;
  const deed = { deed: `The creation of the attribute ${name}`, look };
  const create = () => orDoubt(() => api.attrs.create(bot.id, draft, signal), deed);
  const echoed = await create().catch(async (error: unknown) => {
    if (!(error instanceof Failure) || error.kind !== 'in-doubt' || signal.aborted) throw error;
    const found = await readBack(
      io,
      () => heldNow(context, name),
      (one) => one !== undefined,
      deed,
    );
    if (found === undefined) throw error;
    return found;
  });
  return keptAttribute(io, context, { name, sent: draft, echoed }, deed);
}

async function updated(
  io: Io,
  context: Carrying,
  held: Attribute,
  { label, description, archived }: AttributeState,
): Promise<Attribute> {
  const { api, bot, signal, look } = context;
  const isKept = description === stateOf(held).description;
  const whole = wholeChange(held, { label, archived, description: isKept ? undefined : description });
  const deed = { deed: `The update of the attribute ${held.name}`, look };
  const update = () => api.attrs.update(bot.id, held.name, whole, signal);
  const echoed = await unlessStopped(update, deed);
  return keptAttribute(io, context, { name: held.name, sent: { name: held.name, ...whole }, echoed }, deed);
}

/** The failure with what was done before it, for people and for programs. */
function withProgress(
  error: unknown,
  applied: readonly Applied[],
  plan: readonly PlannedAttribute[],
  at: PlannedAttribute,
): unknown {
  if (!(error instanceof Failure)) return error;
  const done = applied.filter(({ outcome }) => outcome === 'done').map(({ planned }) => planned.name);
  const left = plan.slice(plan.indexOf(at) + 1).map(({ name }) => name);
  const words = done.length === 0 ? 'Nothing was changed before it' : `Already changed: ${done.join(', ')}`;
  const rest = `${words}. Run the same command again to do the rest`;
  const own = error.more.advice === undefined ? '' : `${error.more.advice}. `;
  return new Failure(error.kind, `${error.message} (at ${at.name})`, {
    ...error.more,
    // What the server said stays in the message, which says where it stopped.
    apart: undefined,
    advice: `${own}${rest}`,
    document: { done, failed: at.name, notDone: left },
  });
}
