import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { detailedExitFlag } from '../../cli/detailed-exit.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { anyModelFlag } from './any-model-flag.js';
import type { Options } from './diff.run.js';

const help: HelpPage = {
  notes: [
    'Compares what the file contains, and nothing else. Lines with - are what the bot has, lines with + what the file says.',
    'A single argument is a file if it is -, a path, or ends in .yaml, .yml or .json.',
  ],
  examples: ['cbase bots diff bot.yaml', 'cbase bots pull | cbase bots diff - --detailed-exitcode'],
  endings: { changes: 'the bot differs from the file (only with --detailed-exitcode)' },
  readOn: 'docs/as-code.md',
};

export function botsDiff(bots: Command, cli: Cli): void {
  withHelp(bots.command('diff'), help)
    .description('Show how a bot differs from a settings file')
    .argument('[bot]', 'bot id or name (or use --bot); by default the bot that the file names')
    .argument('[file]', 'settings file, or - for stdin (default: bot.yaml)')
    .addOption(detailedExitFlag())
    .addOption(anyModelFlag())
    .action(acting<Options>(cli, async () => (await import('./diff.run.js')).diffBot));
}
