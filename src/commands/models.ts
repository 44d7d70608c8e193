import type { Command } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import type { Options } from './models.run.js';

export function models(program: Command, cli: Cli): void {
  program
    .command('models')
    .description('List the models that are known, with the credits of a reply')
    .addHelpText(
      'after',
      '\nAny other name is passed on as it is. Prices move: put newer ones into models.json beside the settings, such as\n' +
        '{"date": "2026-11-01", "credits": {"gpt-5": 2}}.' +
        '\n\nExamples:\n  $ cbase models\n  $ cbase models --json',
    )
    .action(acting<Options>(cli, async () => (await import('./models.run.js')).listModels));
}
