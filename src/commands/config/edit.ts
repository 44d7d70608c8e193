import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import type { Options } from './edit.run.js';

const help: HelpPage = {
  notes: [
    'The editor is the command in VISUAL, else EDITOR; no shell runs it. One that opens a window must wait: EDITOR="code --wait". ' +
      'Lines that are wrong are shown with their numbers, and you can edit again. Settings are stored together or not at all.',
  ],
  examples: ['cbase config edit', 'cbase config edit --profile work'],
  endings: { refused: 'the editor failed; nothing was changed' },
  talksTo: 'nothing',
  readOn: 'docs/settings.md',
};

export function configEdit(config: Command, cli: Cli): void {
  withHelp(config.command('edit'), help)
    .description('Edit the settings of the profile in your editor')
    .option('--no-check', 'store a bot without checking that the account has it')
    .action(doing<Options>(cli, async () => (await import('./edit.run.js')).editSettings));
}
