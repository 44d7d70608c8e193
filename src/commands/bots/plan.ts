import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { detailedExitFlag } from '../../cli/detailed-exit.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { anyModelFlag } from './any-model-flag.js';
import type { Options } from './plan.run.js';

const help: HelpPage = {
  notes: [
    'A plan that was written with --out is applied with: cbase bots apply plan.json. It is refused if it was edited, if its settings file or the bot has changed since, and on another server or for another bot.',
  ],
  examples: [
    'cbase bots plan bot.yaml',
    'cbase bots plan bot.yaml --out plan.json',
    'cbase bots plan bot.yaml --markdown -',
  ],
  endings: { changes: 'the plan has changes (only with --detailed-exitcode)' },
  readOn: 'docs/as-code.md',
};

export function botsPlan(bots: Command, cli: Cli): void {
  withHelp(bots.command('plan'), help)
    .description('Show what applying a settings file would change; changes nothing')
    .argument('[bot]', 'bot id or name (or use --bot); by default the bot that the file names')
    .argument('[file]', 'settings file, or - for stdin (default: bot.yaml)')
    .option('--out <file>', 'write the plan to this file')
    .option('--markdown <file>', 'write it for a pull-request comment: a file, or - for stdout')
    .option('--force', 'replace the files if they exist')
    .addOption(detailedExitFlag())
    .addOption(anyModelFlag())
    .action(acting<Options>(cli, async () => (await import('./plan.run.js')).planBot));
}
