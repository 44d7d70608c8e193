import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import type { Options } from './delete.run.js';

export function sessionsDelete(sessions: Command, cli: Cli): void {
  sessions
    .command('delete')
    .description('Forget a conversation that was held here; the dashboard is left alone')
    .argument('<session>', 'its id, the beginning of it, or its name')
    .option('--confirm <id>', 'the id once more, where nobody can be asked')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase chat --local --bot "Harbor Coffee" -q Hello && id=$(cbase sessions list --format id) && cbase sessions delete "$id" --confirm "$id"',
    )
    .action(doing<Options>(cli, async () => (await import('./delete.run.js')).deleteSession));
}
