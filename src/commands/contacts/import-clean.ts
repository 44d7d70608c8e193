import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { keepTime } from '../../cli/parsers.js';
import { refuseImportFlags } from '../shared/import/run-flags.js';
import type { Options } from './import-clean.run.js';

const help: HelpPage = {
  notes: [
    'A run that was removed cannot be undone. Reports that --report wrote elsewhere are never removed. Every import removes what is older than the setting keep-runs allows.',
  ],
  examples: [
    'cbase contacts import clean --older-than 30d --dry-run',
    'cbase contacts import clean --older-than 30d',
  ],
  talksTo: 'nothing',
  readOn: 'docs/privacy.md',
};

export function importClean(imports: Command, cli: Cli): void {
  withHelp(imports.command('clean'), help)
    .summary('Remove old runs of imports')
    .description('Remove old runs of imports, with the rows of people that their reports hold')
    .argument('[run]', 'name of one run, or its beginning (default: all that are old)')
    .option('--older-than <time>', 'such as 30d or 12w (default: the setting keep-runs, 90d)', keepTime)
    .option('--dry-run', 'list what would be removed, and remove nothing')
    .option('--force', 'also runs that are unfinished or in doubt: they cannot be resumed or resolved then')
    .hook('preAction', (command) => refuseImportFlags(command, ['dryRun']))
    .action(acting<Options>(cli, async () => (await import('./import-clean.run.js')).cleanRuns));
}
