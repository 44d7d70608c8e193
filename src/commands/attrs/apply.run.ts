import { chosenBot } from '../../account/bot.js';
import { type Ending, Failure } from '../../base/failure.js';
import { fileText } from '../../base/files/read.js';
import type { Io } from '../../base/io.js';
import { counted } from '../../base/text.js';
import type { Common } from '../../cli/common-options.js';
import { commandFor } from '../../cli/look.js';
import { type BotContext, withAccount } from '../../cli/with-account.js';
import { originOf } from '../../config/settings.js';
import { readAttributes, type WantedAttribute } from '../../contacts/schema/attributes-file.js';
import { readSavedPlan, refuseForeignPlan, type SavedPlan } from '../../contacts/schema/saved-plan.js';
import { planAttributes, planCounts, plannedWrites } from '../../contacts/schema/schema-plan.js';
import { makeSure } from '../../terminal/make-sure.js';
import { checkFields, printFields } from '../../terminal/output.js';
import { writeErr } from '../../terminal/streams.js';
import { appliedView, printApplied } from './apply.view.js';
import { carryOut } from './carry-out.js';
import { usualFile } from './plan.run.js';
import { planLines, planSummary, type ShownPlan } from './plan.view.js';

export type Options = Common & { readonly yes?: boolean };

/** What is applied: a file, or a plan that was made of one. */
type Source = { readonly saved: SavedPlan } | { readonly wanted: readonly WantedAttribute[] };

/** Changes the attributes of a bot to what a file, or a saved plan, says. */
export async function applyFile(io: Io, options: Options, path = usualFile): Promise<Ending> {
  if (options.fields === true) return printFields(io, options, appliedView).then(() => 'done');
  checkFields(options, appliedView);
  const source = await sourceAt(io, path);
  return withAccount(io, options, async (account) => {
    const signal = io.interrupt.soft;
    // A plan names its bot; where the settings name one, too, it must be the same.
    const named = 'saved' in source ? (account.settings.bot ?? source.saved.bot.id) : undefined;
    const bot = await chosenBot(account, signal, named);
    const context = { api: account.api, bot, account, signal };
    const plan = await planOf(io, context, source, path);
    const applied = await applyPlan(io, options, context, plan);
    await printApplied(io, options, plan, applied);
    return applied.some(({ outcome }) => outcome === 'left alone') ? 'partial' : 'done';
  });
}

async function sourceAt(io: Io, path: string): Promise<Source> {
  const name = path === '-' ? 'stdin' : path;
  const text = await fileText(io, path);
  const saved = readSavedPlan(text, name);
  return saved === undefined ? { wanted: await readAttributes(text, name) } : { saved };
}

async function planOf(
  io: Io,
  { api, bot, account, signal }: BotContext,
  source: Source,
  path: string,
): Promise<ShownPlan> {
  const { id, name } = bot;
  if ('wanted' in source) {
    const attributes = planAttributes(source.wanted, await api.attrs.list(id, signal));
    return { bot: { id, name }, file: path === '-' ? 'stdin' : path, attributes };
  }
  const { saved } = source;
  await refuseForeignPlan(io, path, saved, { bot, origin: originOf(account.settings) });
  return { bot: { id, name }, file: path, attributes: saved.attributes };
}

async function applyPlan(io: Io, options: Options, context: BotContext, plan: ShownPlan) {
  const { attributes } = plan;
  const writes = plannedWrites(attributes);
  refuseImpossible(plan);
  if (!options.quiet) writeErr(io, planSummary(plan));
  if (writes.length === 0) return [];
  if (!options.quiet) for (const line of planLines(plan)) writeErr(io, line);
  const created = planCounts(attributes).create;
  const permanent = created === 0 ? '' : `, ${created} of them new: attributes cannot be deleted`;
  const what = `${counted(writes.length, 'attribute')} of ${plan.bot.name}${permanent}`;
  await makeSure(io, options, {
    question: `Change ${what}?`,
    statement: `This changes ${what}`,
    refused: 'Nothing was changed',
  });
  return carryOut(io, context, writes, commandFor({ ...options, bot: context.bot.id }, 'attrs list'));
}

/** Throws Failure 'refused' before anything is written. */
function refuseImpossible({ attributes }: ShownPlan): void {
  const impossible = attributes.filter((one) => one.class === 'impossible');
  if (impossible.length === 0) return;
  const words = impossible.map(({ name, why }) => `${name}: ${why}`).join('; ');
  throw new Failure('refused', `The API cannot do this, so nothing was changed: ${words}`, {
    advice: impossible.map(({ advice }) => advice).join('. '),
    details: { impossible: impossible.map(({ name }) => name) },
  });
}
