import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { addMkdir } from '../shared/mkdir-flag.js';
import type { Options } from './from-session.run.js';

const help: HelpPage = {
  notes: ['Run it with: cbase tests run FILE.'],
  examples: [
    'cbase chat -q Hello',
    'cbase tests from-session',
    'cbase tests from-session --from-conversation widget-0002',
  ],
  readOn: 'docs/tests.md',
};

export function testsFromSession(tests: Command, cli: Cli): void {
  const command = withHelp(tests.command('from-session'), help)
    .description('Turn a session into a test, with its answers as baselines')
    .argument('[session]', 'session id, id prefix or name (default: the last session)')
    .option('--from-conversation <id>', 'use a dashboard conversation instead')
    .option('--out <file>', 'append to this test file', 'cbase-tests.yaml');
  addMkdir(command).action(doing<Options>(cli, async () => (await import('./from-session.run.js')).makeTest));
}
