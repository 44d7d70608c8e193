import type { Command } from 'commander';
import type { Ending } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { addStatusFlags, type StatusFlags, showStates } from '../exporting/status.js';
import { acting, type Cli } from '../options.js';

export function convosStatus(convos: Command, cli: Cli, run = statusOfConvos): void {
  addStatusFlags(convos.command('status'))
    .description('How the nightly exports of conversations stand: when the last one was, and how far it came')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase convos export --local --bot "Harbor Coffee" --state nightly --out "convos-{date}-{time}.csv"\n  $ cbase convos status nightly --max-age 26h',
    )
    .action(acting<StatusFlags>(cli, run));
}

async function statusOfConvos(io: Io, options: StatusFlags, name?: string): Promise<Ending | undefined> {
  return showStates(io, options, 'convos', name);
}
