import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';

const help: HelpPage = {
  notes: [
    'A profile is a key with its base URL and its settings. Make one with: cbase auth login --profile NAME',
  ],
  examples: ['cbase profile list', 'cbase profile list --json'],
  talksTo: 'nothing',
  readOn: 'docs/settings.md',
};

export function profileList(profile: Command, cli: Cli): void {
  withHelp(profile.command('list'), help)
    .description('List the profiles, and which one is active')
    .action(acting<Common>(cli, async () => (await import('./list.run.js')).listProfiles));
}
