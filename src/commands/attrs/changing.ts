import type { AttributeChange } from '../../api/attrs.js';
import type { Io } from '../../io.js';
import type { Common } from '../options.js';
import { usingBot } from '../using.js';
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
  const attribute = await usingBot(io, options, ({ api, bot, signal }) =>
    unlessStopped(
      api.attrs.update(bot.id, name, change, signal),
      `The change of the attribute ${name}`,
      'cbase attrs list',
    ),
  );
  await printOne(io, options, attributeView, attribute);
}
