import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { addFileFlags, addReportFlags } from '../shared/chat/flags.js';
import { addMkdir } from '../shared/mkdir-flag.js';
import type { Options } from './run.run.js';

const help: HelpPage = {
  examples: [
    'cbase chat -q Hello',
    'cbase tests from-session',
    'cbase tests run cbase-tests.yaml',
    'cbase tests run cbase-tests.yaml --junit tests.xml',
  ],
  endings: {
    done: 'all tests passed',
    partial: 'some failed',
    limit: 'the credit cap was reached',
    temporary: 'some could not be judged; run them again',
  },
  readOn: 'docs/tests.md',
  usual: [
    '--only',
    '--update',
    '--judge',
    '--junit',
    '--md',
    '--model',
    '--max-credits',
    '--yes',
    '--retry-errors',
    '--dry-run',
  ],
};

export function testsRun(tests: Command, cli: Cli): void {
  const command = addFileFlags(withHelp(tests.command('run'), help))
    .option('--no-stream', 'request each answer whole, even if a test measures its first byte')
    .option('--only <text>', 'run only tests whose name contains this')
    .option('--judge <bot>', 'the bot that grades "judge" assertions')
    .option('--update', 'write the new answers into the "same_as" baselines')
    .option('--retry-errors', 'rerun tests that could not be judged');
  addMkdir(addReportFlags(command))
    .description('Run a file of tests against a bot, and report which of them pass')
    .argument('<file>', 'a YAML file of tests; - for stdin')
    .action(acting<Options>(cli, async () => (await import('./run.run.js')).runTestFile));
}
