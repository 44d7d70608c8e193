import { refuseOtherEnding } from '../../base/file-endings.js';
import { folderFor } from '../../base/files/place.js';
import type { Io } from '../../base/io.js';
import { counted } from '../../base/text.js';
import type { Conversation } from '../../chat/conversation.js';
import type { Tuning } from '../../chat/session/session.js';
import { lastSession, sessionNamed } from '../../chat/session/sessions.js';
import { addTest, baselinesOf, testOfTurns } from '../../chat/tests/write-test.js';
import type { Common } from '../../cli/common-options.js';
import { withBot } from '../../cli/with-account.js';
import { printDone } from '../../terminal/done.js';
import { dashboardConversation } from '../shared/chat/dashboard.js';
import type { MkdirFlag } from '../shared/mkdir-flag.js';

export type Options = Common & MkdirFlag & { readonly out: string; readonly fromConversation?: string };

export async function makeTest(io: Io, options: Options, wanted?: string): Promise<undefined> {
  refuseOtherEnding(options.out, ['yaml', 'yml'], 'A test file');
  await folderFor(options.out, options.mkdir);
  const { conversation, tuning } = await found(io, options, wanted);
  const { turns } = conversation;
  await addTest(io, options.out, testOfTurns(tuning, turns, baselinesOf(turns)), tuning.bot);
  const count = counted(turns.length, 'turn');
  await printDone(io, options, {
    id: options.out,
    words: `${count} added to ${options.out}`,
    raw: { turns: turns.length },
  });
}

type Found = {
  readonly conversation: Conversation;
  readonly tuning: Pick<Tuning, 'bot' | 'model' | 'temperature'>;
};

async function found(io: Io, options: Options, wanted: string | undefined): Promise<Found> {
  const { fromConversation } = options;
  if (fromConversation === undefined)
    return (wanted === undefined ? await lastSession(io) : await sessionNamed(io, wanted)).session;
  return withBot(io, options, async (context) => ({
    conversation: await dashboardConversation(io, context, fromConversation),
    tuning: { bot: context.bot, model: undefined, temperature: undefined },
  }));
}
