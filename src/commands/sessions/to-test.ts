import type { Command } from 'commander';
import type { Io } from '../../base/io.js';
import type { Conversation } from '../../chat/conversation.js';
import type { Tuning } from '../../chat/session/session.js';
import { usingBot } from '../../cli/with-account.js';
import { dashboardConversation } from '../chatting/beginning.js';
import { type Cli, type Common, doing } from '../options.js';

export type Options = Common & { readonly out: string; readonly fromConversation?: string };

export function sessionsToTest(sessions: Command, cli: Cli, run = makeTest): void {
  sessions
    .command('to-test')
    .description('Make a conversation a test: each answer is the one that must come again')
    .argument('[session]', 'its id, the beginning of it, or its name; the last one by default')
    .option('--from-conversation <id>', 'a conversation of the dashboard instead')
    .option('--out <file>', 'the file of tests; it is added to', 'cbase-tests.yaml')
    .addHelpText(
      'after',
      '\nRun it with: cbase chat --test FILE.' +
        '\n\nExamples:\n  $ cbase chat --local --bot "Harbor Coffee" -q Hello && cbase sessions to-test' +
        '\n  $ cbase sessions to-test --from-conversation widget-0002 --local --bot "Harbor Coffee"',
    )
    .action(doing<Options>(cli, run));
}

async function makeTest(io: Io, options: Options, wanted?: string): Promise<undefined> {
  const { addTest, baselinesOf, testOfTurns } = await import('../../chat/tests/writing.js');
  const { printDone } = await import('../../terminal/done.js');
  const { refuseOtherEnding } = await import('../../base/file-endings.js');
  refuseOtherEnding(options.out, ['yaml', 'yml'], 'A file of tests');
  const { conversation, tuning } = await found(io, options, wanted);
  const { turns } = conversation;
  await addTest(options.out, testOfTurns(tuning, turns, baselinesOf(turns)), tuning.bot, io);
  const count = `${turns.length} turn${turns.length === 1 ? '' : 's'}`;
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
  const { lastSession, sessionNamed } = await import('../../chat/session/sessions.js');
  const { fromConversation } = options;
  if (fromConversation === undefined)
    return (wanted === undefined ? await lastSession(io) : await sessionNamed(io, wanted)).session;
  return usingBot(io, options, async (work) => ({
    conversation: await dashboardConversation(io, fromConversation, work),
    tuning: { bot: work.bot, model: undefined, temperature: undefined },
  }));
}
