import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import { yesFlag } from '../../cli/confirm-flags.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { anyModelFlag } from './any-model-flag.js';
import type { Options } from './apply.run.js';

const help: HelpPage = {
  notes: [
    'Only settings that are in the file and differ from the bot are sent; without a difference, nothing is sent. Afterwards the settings are read back and compared.',
    'Instead of a settings file, it takes a plan that cbase bots plan --out has written.',
  ],
  examples: [
    'cbase bots apply bot.yaml --yes',
    'cbase bots plan bot.yaml --out plan.json && cbase bots apply plan.json --yes',
  ],
  endings: {
    partial: 'the server did not store a setting',
    'in-doubt': 'it is not known whether the settings were stored',
  },
  readOn: 'docs/as-code.md',
};

export function botsApply(bots: Command, cli: Cli): void {
  withHelp(bots.command('apply'), help)
    .description('Change the settings of a bot to those of a settings file, or apply a plan')
    .argument('[bot]', 'bot id or name (or use --bot); by default the bot that the file names')
    .argument('[file]', 'settings file or plan, or - for stdin (default: bot.yaml)')
    .addOption(anyModelFlag())
    .addOption(yesFlag())
    .action(doing<Options>(cli, async () => (await import('./apply.run.js')).applyBot));
}
