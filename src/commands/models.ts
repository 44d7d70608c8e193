import type { Command } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import type { Options } from './models.run.js';

export function models(program: Command, cli: Cli): void {
  program
    .command('models')
    .description('List the known models with their credits per reply')
    .addHelpText(
      'after',
      '\nOther names are passed on as they are. "?" is a model whose price is not in the list. To add prices, create\n' +
        'models.json next to the settings, such as {"date": "2026-11-01", "credits": {"gpt-5": 2}}.' +
        '\n\nExamples:\n  $ cbase models\n  $ cbase models --fields model,credits,source',
    )
    .action(acting<Options>(cli, async () => (await import('./models.run.js')).listModels));
}
