import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';

const help: HelpPage = {
  notes: [
    '--profile and CBASE_PROFILE override it. To return to the one without a name: cbase profile use default',
  ],
  examples: ['cbase profile use default'],
  talksTo: 'nothing',
  readOn: 'docs/settings.md',
};

export function profileUse(profile: Command, cli: Cli): void {
  withHelp(profile.command('use'), help)
    .description('Make a profile the one that commands use from now on')
    .argument('<profile>', 'name of the profile')
    .action(doing<Common>(cli, async () => (await import('./use.run.js')).useNamedProfile));
}
