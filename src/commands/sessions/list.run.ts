import type { Io } from '../../base/io.js';
import { keptSessions } from '../../chat/session/sessions.js';
import type { Common } from '../../cli/common-options.js';
import { printFields, printList } from '../../terminal/output.js';
import { sessionView } from './session.view.js';

export type Options = Common;

export async function listSessions(io: Io, options: Options): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, sessionView);
  await printList(io, options, sessionView, await keptSessions(io));
}
