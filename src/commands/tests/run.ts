import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { addFileFlags, addReportFlags } from '../shared/chat/flags.js';
import { addMkdir } from '../shared/mkdir-flag.js';
import type { Options } from './run.run.js';

export function testsRun(tests: Command, cli: Cli): void {
  const command = addFileFlags(tests.command('run'))
    .option('--no-stream', 'request each answer whole, even if a test measures its first byte')
    .option('--only <text>', 'run only tests whose name contains this')
    .option('--judge <bot>', 'the bot that grades "judge" assertions')
    .option('--update', 'write the new answers into the "same_as" baselines')
    .option('--retry-errors', 'rerun tests that could not be judged');
  addMkdir(addReportFlags(command))
    .description('Run a file of tests against a bot, and report which of them pass')
    .argument('<file>', 'a YAML file of tests; - for stdin')
    .addHelpText(
      'after',
      '\nExit codes: 0 all tests passed, 3 some failed, 6 credit cap reached, 75 some could not be judged.' +
        '\n\nExamples:\n  $ cbase chat --local --bot "Harbor Coffee" -q Hello && cbase tests from-session && cbase tests run cbase-tests.yaml --local' +
        '\n  $ cbase tests run cbase-tests.yaml --junit tests.xml --local --bot "Harbor Coffee"',
    )
    .action(acting<Options>(cli, async () => (await import('./run.run.js')).runTestFile));
}
