import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { withBot } from '../../cli/with-account.js';
import { printFields, printOne } from '../../terminal/output.js';
import { botView } from './bot.view.js';

export type Options = Common;

export async function getBot(io: Io, options: Options, named?: string): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, botView);
  const bot = await withBot(io, options, async ({ bot }) => bot, { named });
  await printOne(io, options, botView, bot);
}
