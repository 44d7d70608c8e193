import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { collect, duration } from '../../cli/parsers.js';
import { addFileFlags, addReportFlags } from '../shared/chat/flags.js';
import { addMkdir } from '../shared/mkdir-flag.js';
import type { Options } from './options.js';

const help: HelpPage = {
  examples: [
    'cbase chat -q Hello',
    'cbase tests from-session',
    'cbase tests run cbase-tests.yaml',
    'cbase tests run cbase-tests.yaml --junit tests.xml',
    'cbase tests run cbase-tests.yaml --lane temp=0 --lane temp=0.9',
    'cbase tests run cbase-tests.yaml --cache',
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
    '--lane',
    '--cache',
    '--html',
    '--dry-run',
  ],
};

export function testsRun(tests: Command, cli: Cli): void {
  const command = addFileFlags(withHelp(tests.command('run'), help))
    .option('--no-stream', 'request each answer whole, even if a test measures its first byte')
    .option('--only <text>', 'run only tests whose name contains this')
    .option('--judge <bot>', 'the bot that grades "judge" assertions')
    .option('--update', 'write the new answers into the "same_as" baselines')
    .option('--retry-errors', 'rerun tests that could not be judged')
    .option(
      '--lane <bot=…,model=…,temperature=…>',
      'run the tests on this lane, too; repeat for more',
      collect,
    )
    .option('--cache [name|dir]', 'take unchanged answers from a cache, and keep new ones')
    .option('--no-cache', 'ask every question (default)')
    .option('--max-age <duration>', 'ask again what was cached longer ago than this', duration);
  addMkdir(addReportFlags(command))
    .option('--html <file>', 'write a page of the results')
    .description('Run a file of tests against a bot, and report which of them pass')
    .argument('<file>', 'a YAML file of tests; - for stdin')
    .action(acting<Options>(cli, async () => (await import('./run.run.js')).runTestFile));
}
