import type { Command } from 'commander';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { type Cli, type Common, doing } from '../options.js';

export type Options = Common & { readonly confirm?: string };

export function sessionsDelete(sessions: Command, cli: Cli, run = deleteSession): void {
  sessions
    .command('delete')
    .description('Forget a conversation that was held here; the dashboard is left alone')
    .argument('<session>', 'its id, the beginning of it, or its name')
    .option('--confirm <id>', 'the id once more, where nobody can be asked')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase chat --local --bot "Harbor Coffee" -q Hello && id=$(cbase sessions list --format id) && cbase sessions delete "$id" --confirm "$id"',
    )
    .action(doing<Options>(cli, run));
}

async function deleteSession(io: Io, options: Options, wanted = ''): Promise<undefined> {
  const { isOpenElsewhere } = await import('../../chat/session/session.js');
  const { removeSession, sessionNamed } = await import('../../chat/session/sessions.js');
  const { makeSure } = await import('../../terminal/prompts.js');
  const { printDone } = await import('../../terminal/done.js');
  const { id, session } = await sessionNamed(io, wanted);
  if (isOpenElsewhere(session, io))
    throw new Failure('locked', `Session ${id} is open in another window`, {
      advice: 'Leave it there first',
    });
  const { turns } = session.conversation;
  await makeSure(io, options, { id, question: `Forget session ${id} with ${turns.length} turns?` });
  await removeSession(io, id);
  await printDone(io, options, { id, words: `Session ${id} is forgotten`, raw: {} });
}
