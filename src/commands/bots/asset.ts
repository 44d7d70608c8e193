import type { Command } from 'commander';
import type { AssetKind } from '../../api/assets.js';
import { type Cli, doing } from '../../cli/action.js';
import { confirmFlag, yesFlag } from '../../cli/confirm-flags.js';
import { withHelp } from '../../cli/help/page.js';
import { assetNames } from '../shared/asset-names.js';
import type { Options } from './asset.run.js';

const load = () => import('./asset.run.js');

export function botsIcon(bots: Command, cli: Cli): void {
  botsAsset(bots, cli, 'icon');
}

export function botsPicture(bots: Command, cli: Cli): void {
  botsAsset(bots, cli, 'picture');
}

/** Adds `set` and `delete` for one kind of image. */
function botsAsset(bots: Command, cli: Cli, kind: AssetKind): void {
  const name = assetNames[kind];
  const group = bots.command(kind).description(`Set or remove the ${name} of a bot`);
  withHelp(group.command('set'), {
    examples: [`cbase bots ${kind} set logo.png`],
    endings: { 'in-doubt': `it is not known whether the ${name} was set` },
  })
    .description(`Set the ${name} of a bot: a square PNG, JPEG, GIF or WebP file under 1 MB`)
    .argument('<file>', 'image file')
    .argument('[bot]', 'bot id or name (or use --bot)')
    .action(
      doing<Options>(cli, async () => {
        const { setAsset } = await load();
        return (io, options, file, bot) => setAsset(io, options, { kind, file, named: bot });
      }),
    );
  withHelp(group.command('delete'), {
    examples: [`cbase bots ${kind} delete "Harbor Coffee" --confirm demo-HarborCoffee-001`],
    endings: { 'in-doubt': `it is not known whether the ${name} was removed` },
  })
    .description(`Remove the ${name} of a bot`)
    .argument('[bot]', 'bot id or name (or use --bot)')
    .addOption(yesFlag())
    .addOption(confirmFlag('the bot id'))
    .action(
      doing<Options>(cli, async () => {
        const { deleteAsset } = await load();
        return (io, options, bot) => deleteAsset(io, options, { kind, named: bot });
      }),
    );
}
