import type { Attribute, AttributeChange } from '../../api/attrs.js';
import type { Io } from '../../base/io.js';
import type { JsonObject } from '../../base/json.js';
import { usingBot, type Work } from '../../cli/with-account.js';
import type { Common } from '../options.js';
import { attributeView } from './view.js';

/** Changes an attribute of the chosen bot and prints what it is then. */
export async function changeAttribute(
  io: Io,
  options: Common,
  name = '',
  change: AttributeChange,
): Promise<undefined> {
  const { checkFields, printFields, printOne } = await import('../../terminal/output.js');
  if (options.fields === true) return printFields(io, options, attributeView);
  checkFields(options, attributeView);
  const { unlessStopped } = await import('../../account/doubt.js');
  const attribute = await usingBot(io, options, async (work) => {
    const { api, bot, signal } = work;
    const held = (await api.attrs.list(bot.id, signal)).find((one) => one.name === name);
    const whole = wholeChange(held, change);
    const update = () => api.attrs.update(bot.id, name, whole, signal);
    const deed = `The change of the attribute ${name}`;
    return savedAttribute(
      work,
      { name, sent: { name, ...whole }, deed },
      ({ look }) => unlessStopped(update, deed, look),
      io,
    );
  });
  await printOne(io, options, attributeView, attribute);
}

/**
 * The change with all else as it is. The documentation of the call says of `archived` "Default: false" and nothing of what is left
 * out, so that a label alone may take an attribute into use again and blank its description.
 */
function wholeChange(
  held: Attribute | undefined,
  { label, description, archived }: AttributeChange,
): AttributeChange {
  if (held === undefined) return { label, description, archived };
  const written = typeof held.raw.description === 'string' ? held.raw.description : undefined;
  return {
    label: label ?? held.label,
    description: description ?? written,
    archived: archived ?? held.archived,
  };
}

type Saving = { readonly name: string; readonly sent: JsonObject; readonly deed: string };

/** Writes an attribute and looks whether the server kept all of it, in its answer or else in the list. */
export async function savedAttribute(
  { api, bot, signal }: Pick<Work, 'api' | 'bot' | 'signal'>,
  { name, sent, deed }: Saving,
  write: (told: { readonly deed: string; readonly look: string }) => Promise<Attribute>,
  io: Io,
): Promise<Attribute> {
  const { readBack, refuseLost } = await import('../../account/kept.js');
  const { notKept } = await import('../../base/stored-value.js');
  const told = { deed, look: 'cbase attrs list' };
  const echoed = await write(told);
  const lost = (one: Attribute | undefined) => notKept(sent, one?.raw);
  const isKept = (one: Attribute | undefined) => lost(one).length === 0;
  if (isKept(echoed)) return echoed;
  const find = async () => (await api.attrs.list(bot.id, signal)).find((one) => one.name === name);
  const held = await readBack(find, isKept, told, io);
  refuseLost(lost(held), told, held?.raw ?? {});
  return held ?? echoed;
}
