import { orDoubt, unlessStopped } from '../../account/doubt.js';
import type { AssetKind } from '../../api/assets.js';
import type { Io } from '../../base/io.js';
import { squareImage } from '../../bots/assets.js';
import type { Common } from '../../cli/common-options.js';
import { withBot } from '../../cli/with-account.js';
import { printDone } from '../../terminal/done.js';
import { type Confirmation, makeSure } from '../../terminal/make-sure.js';
import { assetNames } from '../shared/asset-names.js';

export type Options = Common & Confirmation;

type Asset = {
  readonly kind: AssetKind;
  /** The bot that was named by position. */
  readonly named: string | undefined;
};

export async function setAsset(
  io: Io,
  options: Options,
  { kind, file = '', named }: Asset & { readonly file: string | undefined },
): Promise<undefined> {
  const image = await squareImage(io, file);
  const deed = await withBot(
    io,
    options,
    async ({ api, bot, signal }) => {
      const upload = () => api.assets.upload(bot.id, kind, image, signal);
      const raw = await unlessStopped(upload, { deed: `The upload of ${image.name}`, look: 'the dashboard' });
      const size = `${image.side} × ${image.side}, ${image.bytes.byteLength} bytes`;
      return {
        id: bot.id,
        words: `Set the ${assetNames[kind]} of ${bot.name} to ${image.name} (${size})`,
        raw,
      };
    },
    { named },
  );
  await printDone(io, options, deed);
}

export async function deleteAsset(io: Io, options: Options, { kind, named }: Asset): Promise<undefined> {
  const deed = await withBot(
    io,
    options,
    async ({ api, bot, signal }) => {
      const question = `Remove the ${assetNames[kind]} of ${bot.name}, ${bot.id}?`;
      await makeSure(io, options, { id: bot.id, question });
      const remove = () => api.assets.remove(bot.id, kind, signal);
      const deed = { deed: `The removal of the ${assetNames[kind]}`, look: 'the dashboard' };
      const raw = await orDoubt(remove, deed);
      return { id: bot.id, words: `Removed the ${assetNames[kind]} of ${bot.name}`, raw };
    },
    { named },
  );
  await printDone(io, options, deed);
}
