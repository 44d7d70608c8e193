import type { Command } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import { type HelpPage, withHelp } from '../cli/help/page.js';
import { allAccountFlags } from '../cli/ignored-flags.js';
import type { Options } from './models.run.js';
import { addListFlags } from './shared/list-flags.js';

const help: HelpPage = {
  notes: [
    'Other names are passed on as they are. "?" is a model whose price is not in the list. To add prices, create models.json next to the settings:\n  {"date": "2026-11-01", "credits": {"gpt-5": 2}}',
  ],
  examples: ['cbase models', 'cbase models --fields model,credits,source'],
  talksTo: 'nothing',
  readOn: 'docs/chat.md',
};

export function models(program: Command, cli: Cli): void {
  addListFlags(withHelp(program.command('models'), help), 'models')
    .description('List the known models with their credits per reply')
    .action(
      acting<Options>(cli, async () => (await import('./models.run.js')).listModels, {
        ignores: allAccountFlags,
      }),
    );
}
