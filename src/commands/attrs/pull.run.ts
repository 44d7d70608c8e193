import type { Attribute } from '../../api/attrs.js';
import { Failure } from '../../base/failure.js';
import { refuseTaken } from '../../base/files/place.js';
import { putText } from '../../base/files/replace.js';
import type { Io } from '../../base/io.js';
import { counted } from '../../base/text.js';
import { refuseFormats } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { readFromBot } from '../../cli/with-account.js';
import { writeErr, writeOut } from '../../terminal/streams.js';
import { attributesText } from './attributes-text.js';

export type Options = Common & { readonly out?: string; readonly force?: boolean };

/** Writes the attributes of a bot as a file that `attrs plan` compares with it. */
export async function pullAttributes(io: Io, options: Options): Promise<undefined> {
  refuseDocuments(options);
  const { out, force = false, quiet } = options;
  if (out !== undefined) await refuseTaken(out, force);
  const held = await readFromBot(
    io,
    options,
    ({ api, bot, signal }) => api.attrs.list(bot.id, signal),
    (listed: readonly Attribute[]) => listed.length === 0,
  );
  const text = await attributesText(held);
  if (out === undefined) return writeOut(io, text).then(() => undefined);
  await putText(out, text, { mark: io.uuid().slice(0, 8), force });
  if (!quiet) writeErr(io, `Wrote ${counted(held.length, 'attribute')} to ${out}`);
}

function refuseDocuments(options: Options): void {
  if (options.json || options.format === 'json')
    throw new Failure('usage', 'attrs pull writes YAML for attrs plan, not JSON', {
      advice: 'Use cbase attrs list --json',
    });
  refuseFormats(options, 'attrs pull');
}
