import type { Io } from '../../base/io.js';
import { keptSessions } from '../../chat/session/sessions.js';
import type { Common } from '../../cli/common-options.js';
import { printFields } from '../../terminal/output.js';
import { type PageOptions, printPage } from '../../terminal/page.js';
import { sessionView } from './session.view.js';

export type Options = Common & PageOptions;

export async function listSessions(io: Io, options: Options): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, sessionView);
  await printPage(io, options, sessionView, {
    things: await keptSessions(io),
    rest: '--all',
  });
}
