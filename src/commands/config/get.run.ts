import { plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { settingName } from '../../config/setting-value.js';
import { formatOf, printFields, printOne } from '../../terminal/output.js';
import { writeOut } from '../../terminal/streams.js';
import { lineOf, profileLine, profileOf, settingView } from './setting.view.js';

export type Options = Common;

export async function getSetting(io: Io, options: Options, word = ''): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, settingView);
  const profile = await profileOf(io, options);
  const line = word === 'profile' ? profileLine(profile) : lineOf(io, options, profile, settingName(word));
  // Print the bare value unless a format was requested.
  const isBare =
    options.format === undefined && options.fields === undefined && formatOf(io, options) !== 'json';
  await (isBare
    ? writeOut(io, `${io.stdout.isTTY ? plainLine(line.value ?? '') : (line.value ?? '')}\n`)
    : printOne(io, options, settingView, line));
}
