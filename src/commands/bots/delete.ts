import type { Command } from 'commander';
import type { Io } from '../../base/io.js';
import { usingBot, type Work } from '../../cli/with-account.js';
import { type Cli, type Common, doing } from '../options.js';

export type Options = Common & { readonly confirm?: string };

export function botsDelete(bots: Command, cli: Cli, run = deleteBot): void {
  bots
    .command('delete')
    .description('Delete a bot with everything it holds, for good')
    .argument('[bot]', 'its id or name; --bot does as well')
    .option('--confirm <id>', 'its id once more; needed without a terminal')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase bots delete "Harbor Coffee" --confirm demo-HarborCoffee-001 --local',
    )
    .action(doing<Options>(cli, run));
}

async function deleteBot(io: Io, options: Options, named?: string): Promise<undefined> {
  const { printDone } = await import('../../terminal/done.js');
  await printDone(io, options, await usingBot(io, options, (work) => deleted(io, options, work), named));
}

async function deleted(io: Io, options: Options, { api, bot, signal }: Work) {
  const { orDoubt } = await import('../../account/doubt.js');
  const { makeSure } = await import('../../terminal/prompts.js');
  const question = `Delete the bot ${bot.name}, ${bot.id}, with its contacts, leads and conversations?`;
  await makeSure(io, options, { id: bot.id, question, retype: true });
  const raw = await orDoubt(
    () => api.bots.remove(bot.id, signal),
    `The deletion of ${bot.name}`,
    'cbase bots list',
  );
  return { id: bot.id, words: `The bot ${bot.name} (${bot.id}) is deleted`, raw };
}
