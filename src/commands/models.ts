import type { Command } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import { allAccountFlags } from '../cli/ignored-flags.js';
import type { Options } from './models.run.js';
import { addListFlags } from './shared/list-flags.js';

export function models(program: Command, cli: Cli): void {
  addListFlags(program.command('models'), 'models')
    .description('List the known models with their credits per reply')
    .addHelpText(
      'after',
      '\nOther names are passed on as they are. To update prices, create models.json next to the settings, such as\n' +
        '{"date": "2026-11-01", "credits": {"gpt-5": 2}}.' +
        '\n\nExamples:\n  $ cbase models\n  $ cbase models --json',
    )
    .action(
      acting<Options>(cli, async () => (await import('./models.run.js')).listModels, {
        ignores: allAccountFlags,
      }),
    );
}
