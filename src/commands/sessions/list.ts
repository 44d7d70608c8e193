import type { Command } from 'commander';
import type { Io } from '../../base/io.js';
import { acting, type Cli, type Common } from '../options.js';

export type Options = Common;

export function sessionsList(sessions: Command, cli: Cli, run = listSessions): void {
  sessions
    .command('list')
    .description('List the conversations that were held here, the latest first')
    .addHelpText(
      'after',
      '\nThey are kept for 90 days, or CBASE_SESSION_DAYS. Go on with one: cbase chat --reopen ID.' +
        '\n\nExamples:\n  $ cbase sessions list\n  $ cbase sessions list --format id',
    )
    .action(acting<Options>(cli, run));
}

async function listSessions(io: Io, options: Options): Promise<undefined> {
  const { keptSessions } = await import('../../chat/session/sessions.js');
  const { printFields, printList } = await import('../../terminal/output.js');
  const { sessionView } = await import('./view.js');
  if (options.fields === true) return printFields(io, options, sessionView);
  await printList(io, options, sessionView, await keptSessions(io));
}
