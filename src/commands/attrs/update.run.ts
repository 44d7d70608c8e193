import { unlessStopped } from '../../account/doubt.js';
import { keptAttribute } from '../../account/kept.js';
import type { Attribute, AttributeChange } from '../../api/attrs.js';
import { Failure } from '../../base/failure.js';
import { fieldChanges } from '../../base/field-changes.js';
import type { Io } from '../../base/io.js';
import { nearest } from '../../base/nearest.js';
import type { Common } from '../../cli/common-options.js';
import { commandFor } from '../../cli/look.js';
import { withBot } from '../../cli/with-account.js';
import { wholeChange } from '../../contacts/schema/schema-plan.js';
import { checkFields, printFields, printOne } from '../../terminal/output.js';
import { checkDryRun, printWould } from '../shared/dry-run.js';
import type { DryRunFlag } from '../shared/dry-run-flag.js';
import { attributeView } from './attribute.view.js';

export type Options = Common & DryRunFlag & { readonly label?: string; readonly description?: string };

export async function updateAttribute(io: Io, options: Options, name = ''): Promise<undefined> {
  const { label, description } = options;
  if (label === undefined && description === undefined && options.fields !== true)
    throw new Failure('usage', 'No change was specified', {
      advice: 'Add --label or --description; name and type cannot be changed',
    });
  return changeAttribute(io, options, name, { label, description });
}

/** Takes an attribute out of use, or into use again. */
export function setArchived(io: Io, options: Options, name: string, archived: boolean): Promise<undefined> {
  return changeAttribute(io, options, name, { archived });
}

async function changeAttribute(
  io: Io,
  options: Options,
  name: string,
  change: AttributeChange,
): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, attributeView);
  checkDryRun(options);
  checkFields(options, attributeView);
  if (options.dryRun) return sayChange(io, options, name, change);
  const attribute = await withBot(io, options, async (context) => {
    const { api, bot, signal } = context;
    const held = (await api.attrs.list(bot.id, signal)).find((one) => one.name === name);
    const whole = wholeChange(held, change);
    const update = () => api.attrs.update(bot.id, name, whole, signal);
    const deed = { deed: `The update of the attribute ${name}`, look: commandFor(options, 'attrs list') };
    const echoed = await unlessStopped(update, deed);
    return keptAttribute(io, context, { name, sent: { name, ...whole }, echoed }, deed);
  });
  await printOne(io, options, attributeView, attribute);
}

/** What would change. Throws Failure 'not-found' for an attribute that does not exist, as the server does. */
async function sayChange(
  io: Io,
  options: Options,
  name: string,
  change: AttributeChange,
): Promise<undefined> {
  const would = await withBot(io, options, async ({ api, bot, signal }) => {
    const attributes = await api.attrs.list(bot.id, signal);
    const held = attributes.find((one) => one.name === name);
    if (held === undefined) throw unknownAttribute(name, attributes);
    const { archived } = change;
    const verb = archived === undefined ? 'update' : archived ? 'archive' : 'unarchive';
    const fields = fieldChanges({ archived: false, ...held.raw }, wholeChange(held, change));
    return { would: `${verb} the attribute ${name} of ${bot.name}`, id: name, fields };
  });
  return printWould(io, options, would);
}

function unknownAttribute(name: string, attributes: readonly Attribute[]): Failure {
  const names = attributes.map((one) => one.name);
  const close = nearest(name, names);
  return new Failure('not-found', `There is no attribute "${name}"`, {
    status: 404,
    advice: close === undefined ? 'List them with: cbase attrs list' : `Did you mean "${close}"?`,
  });
}
