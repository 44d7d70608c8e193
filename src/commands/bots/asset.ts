import type { Command } from 'commander';
import type { AssetKind } from '../../api/assets.js';
import type { Io } from '../../base/io.js';
import { usingBot } from '../../cli/with-account.js';
import { type Cli, type Common, doing } from '../options.js';

export type SetOptions = Common;
export type DeleteOptions = Common & { readonly confirm?: string };

const called = { icon: 'icon', picture: 'profile picture' } as const;

export function botsIcon(bots: Command, cli: Cli): void {
  botsAsset(bots, cli, 'icon');
}

export function botsPicture(bots: Command, cli: Cli): void {
  botsAsset(bots, cli, 'picture');
}

/** `set` and `delete`: the same page for both. */
function botsAsset(bots: Command, cli: Cli, kind: AssetKind): void {
  const name = called[kind];
  const group = bots.command(kind).description(`The ${name} of a bot`);
  group
    .command('set')
    .description(`Set the ${name} of a bot: a square PNG, JPEG, GIF or WebP file under 1 MB`)
    .argument('<file>', 'the picture')
    .argument('[bot]', 'the id or name of the bot; --bot does as well')
    .addHelpText('after', `\nExamples:\n  $ cbase bots ${kind} set logo.png "Harbor Coffee" --local`)
    .action(doing<SetOptions>(cli, (io, options, file, bot) => setAsset(io, options, kind, file, bot)));
  group
    .command('delete')
    .description(`Remove the ${name} of a bot`)
    .argument('[bot]', 'the id or name of the bot; --bot does as well')
    .option('--confirm <id>', 'the id of the bot once more; needed without a terminal')
    .addHelpText(
      'after',
      `\nExamples:\n  $ cbase bots ${kind} delete "Harbor Coffee" --confirm demo-HarborCoffee-001 --local`,
    )
    .action(doing<DeleteOptions>(cli, (io, options, bot) => deleteAsset(io, options, kind, bot)));
}

async function setAsset(
  io: Io,
  options: SetOptions,
  kind: AssetKind,
  file = '',
  named?: string,
): Promise<undefined> {
  const { squareImage } = await import('../../bots/assets.js');
  const { printDone } = await import('../../terminal/done.js');
  const image = await squareImage(file, io);
  const deed = await usingBot(
    io,
    options,
    async ({ api, bot, signal }) => {
      const { unlessStopped } = await import('../../account/doubt.js');
      const upload = () => api.assets.upload(bot.id, kind, image, signal);
      const raw = await unlessStopped(upload, `The upload of ${image.name}`, 'the dashboard');
      const size = `${image.side} × ${image.side}, ${image.bytes.byteLength} bytes`;
      return { id: bot.id, words: `The ${called[kind]} of ${bot.name} is ${image.name} (${size})`, raw };
    },
    named,
  );
  await printDone(io, options, deed);
}

async function deleteAsset(
  io: Io,
  options: DeleteOptions,
  kind: AssetKind,
  named?: string,
): Promise<undefined> {
  const { orDoubt } = await import('../../account/doubt.js');
  const { makeSure } = await import('../../terminal/prompts.js');
  const { printDone } = await import('../../terminal/done.js');
  const deed = await usingBot(
    io,
    options,
    async ({ api, bot, signal }) => {
      const question = `Remove the ${called[kind]} of ${bot.name}, ${bot.id}?`;
      await makeSure(io, options, { id: bot.id, question });
      const remove = () => api.assets.remove(bot.id, kind, signal);
      const raw = await orDoubt(remove, `The removal of the ${called[kind]}`, 'the dashboard');
      return { id: bot.id, words: `The ${called[kind]} of ${bot.name} is removed`, raw };
    },
    named,
  );
  await printDone(io, options, deed);
}
