import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { withAccount } from '../../cli/with-account.js';
import { printFields } from '../../terminal/output.js';
import { type PageOptions, printPage } from '../../terminal/page.js';
import { botView } from './bot.view.js';

export type Options = Common & PageOptions;

export async function listBots(io: Io, options: Options): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, botView);
  const bots = await withAccount(io, options, ({ api }) => api.bots.list(io.interrupt.soft));
  await printPage(io, options, botView, { things: bots, rest: '--all' });
}
