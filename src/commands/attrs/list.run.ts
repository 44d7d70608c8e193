import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { readFromBot } from '../../cli/with-account.js';
import { printFields } from '../../terminal/output.js';
import { type PageOptions, printPage } from '../../terminal/page.js';
import { attributeView } from './attribute.view.js';

export type Options = Common & PageOptions;

export async function listAttributes(io: Io, options: Options): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, attributeView);
  const attributes = await readFromBot(
    io,
    options,
    ({ api, bot, signal }) => api.attrs.list(bot.id, signal),
    (listed) => listed.length === 0,
  );
  await printPage(io, options, attributeView, { things: attributes, rest: '--all' });
}
