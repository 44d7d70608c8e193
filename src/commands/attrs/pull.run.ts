import type { Attribute } from '../../api/attrs.js';
import { inertJson } from '../../base/escape/terminal.js';
import { refuseTaken } from '../../base/files/place.js';
import { putText } from '../../base/files/replace.js';
import type { Io } from '../../base/io.js';
import { counted } from '../../base/text.js';
import { refuseFormats } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { readFromBot } from '../../cli/with-account.js';
import { writeErr, writeOut } from '../../terminal/streams.js';
import { attributesText, managed } from './attributes-text.js';

export type Options = Common & { readonly out?: string; readonly force?: boolean };

/** Writes the attributes of a bot as a file that `attrs plan` compares with it. */
export async function pullAttributes(io: Io, options: Options): Promise<undefined> {
  refuseFormats(options, 'attrs pull');
  const { force = false, quiet } = options;
  const out = options.out === '-' ? undefined : options.out;
  if (out !== undefined) await refuseTaken(out, force);
  const held = await readFromBot(
    io,
    options,
    ({ api, bot, signal }) => api.attrs.list(bot.id, signal),
    (listed: readonly Attribute[]) => listed.length === 0,
  );
  const text = await attributesText(held);
  const isJson = options.json || options.format === 'json';
  if (out === undefined && !isJson) await writeOut(io, text);
  if (out !== undefined) await putText(out, text, { mark: io.uuid().slice(0, 8), force });
  if (isJson) await writeOut(io, `${inertJson({ file: out ?? null, attributes: managed(held) }, 2)}\n`);
  if (out !== undefined && !quiet) writeErr(io, `Wrote ${counted(held.length, 'attribute')} to ${out}`);
}
