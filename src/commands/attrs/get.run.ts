import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { readFromBot } from '../../cli/with-account.js';
import { printFields, printOne } from '../../terminal/output.js';
import { attributeView } from './attribute.view.js';

export type Options = Common;

export async function getAttribute(io: Io, options: Options, name = ''): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, attributeView);
  const attributes = await readFromBot(
    io,
    options,
    ({ api, bot, signal }) => api.attrs.list(bot.id, signal),
    (listed) => listed.length === 0,
  );
  const found = attributes.find((attribute) => attribute.name === name);
  if (found === undefined)
    throw new Failure('not-found', `There is no attribute "${name}"`, {
      advice:
        attributes.length === 0
          ? 'Create it with: cbase attrs create'
          : `Choose from: ${attributes.map((attribute) => attribute.name).join(', ')}`,
    });
  await printOne(io, options, attributeView, found);
}
