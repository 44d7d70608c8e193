import type { Command } from 'commander';
import { type Cli, doing } from '../cli/action.js';
import { confirmFlag, yesFlag } from '../cli/confirm-flags.js';
import { type HelpPage, withHelp } from '../cli/help/page.js';
import type { Options } from './picks-apply.run.js';
import { dryRunFlag } from './shared/dry-run-flag.js';
import { writeEndings } from './shared/write-endings.js';

const help: HelpPage = {
  notes: [
    'Asks after showing what would change, and reads the bot back. With a label, --bot names another bot to write to.',
  ],
  examples: [
    'cbase picks apply "Harbor Coffee:gpt-4o:0.2" --dry-run',
    'cbase picks apply demo-HarborCoffee-001:gpt-4o:0.2 --yes',
  ],
  endings: writeEndings('the settings were stored'),
  readOn: 'docs/chat.md',
};

export function picksApply(picks: Command, cli: Cli): void {
  withHelp(picks.command('apply'), help)
    .description('Write the model and the temperature of a picked lane to its bot')
    .argument('<lane>', 'label of a pick, or BOT:MODEL:TEMPERATURE; an empty part stays as it is')
    .addOption(yesFlag())
    .addOption(confirmFlag('the bot id'))
    .addOption(dryRunFlag())
    .action(doing<Options>(cli, async () => (await import('./picks-apply.run.js')).applyPick));
}
