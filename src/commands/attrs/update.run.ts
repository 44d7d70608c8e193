import { unlessStopped } from '../../account/doubt.js';
import { keptAttribute } from '../../account/kept.js';
import type { AttributeChange } from '../../api/attrs.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { withBot } from '../../cli/with-account.js';
import { wholeChange } from '../../contacts/schema/schema-plan.js';
import { checkFields, printFields, printOne } from '../../terminal/output.js';
import { attributeView } from './attribute.view.js';

export type Options = Common & { readonly label?: string; readonly description?: string };

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
  checkFields(options, attributeView);
  const attribute = await withBot(io, options, async (context) => {
    const { api, bot, signal } = context;
    const held = (await api.attrs.list(bot.id, signal)).find((one) => one.name === name);
    const whole = wholeChange(held, change);
    const update = () => api.attrs.update(bot.id, name, whole, signal);
    const deed = { deed: `The update of the attribute ${name}`, look: 'cbase attrs list' };
    const echoed = await unlessStopped(update, deed);
    return keptAttribute(io, context, { name, sent: { name, ...whole }, echoed }, deed);
  });
  await printOne(io, options, attributeView, attribute);
}
