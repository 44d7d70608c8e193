import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { settingNames } from '../../config/profile.js';
import { printFields, printList } from '../../terminal/output.js';
import { lineOf, profileLine, profileOf, settingView } from './setting.view.js';

export type Options = Common;

export async function listSettings(io: Io, options: Options): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, settingView);
  const profile = await profileOf(io, options);
  const lines = await Promise.all(settingNames.map((name) => lineOf(io, options, profile, name)));
  await printList(io, options, settingView, [profileLine(profile), ...lines]);
}
