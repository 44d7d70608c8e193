import type { Command } from 'commander';
import type { Ending } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { addStatusFlags, type StatusFlags, showStates } from '../exporting/status.js';
import { acting, type Cli } from '../options.js';

export function leadsStatus(leads: Command, cli: Cli, run = statusOfLeads): void {
  addStatusFlags(leads.command('status'))
    .description('How the nightly exports of leads stand: when the last one was, and how far it came')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase leads export --local --bot "Harbor Coffee" --state nightly --out "leads-{date}-{time}.csv"\n  $ cbase leads status nightly --max-age 26h',
    )
    .action(acting<StatusFlags>(cli, run));
}

async function statusOfLeads(io: Io, options: StatusFlags, name?: string): Promise<Ending | undefined> {
  return showStates(io, options, 'leads', name);
}
