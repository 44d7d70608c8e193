import { type Command, InvalidArgumentError, Option } from 'commander';
import { nearest } from '../../base/nearest.js';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { fraction, requestRate, wholeNumber } from '../../cli/parsers.js';
import { type Signal, signals } from '../../exports/gaps/signals.js';
import { addConvoFlags } from '../shared/export/convo-flags.js';
import { redactionList } from '../shared/export/flags.js';
import { addMkdir } from '../shared/mkdir-flag.js';
import { gapFormats } from './gap-format.js';
import type { Options } from './gaps.run.js';

const help: HelpPage = {
  examples: [
    'cbase convos gaps --since 30d',
    'cbase convos gaps --min-count 2 --out gaps.html',
    'cbase convos gaps --to-qa answers.md --to-tests gaps.yaml',
  ],
  notes: [
    'Signals: wording (the bot says that it does not know), score (below --max-score), repeated (asked again), form (the conversation ended in a form).',
  ],
  readOn: 'docs/gaps.md',
  usual: [
    ...['--since', '--until', '--tz', '--source', '--max-score', '--phrases', '--signals', '--min-count'],
    ...['--limit', '--format', '--out', '--redact', '--to-qa', '--to-tests'],
  ],
};

export function convosGaps(convos: Command, cli: Cli): void {
  const command = addConvoFlags(withHelp(convos.command('gaps'), help))
    .description('Find what a bot could not answer: questions grouped and counted, the worst first')
    .argument('[bot]', 'bot id or name (or use --bot)')
    .option('--max-score <score>', 'an answer with a score below this is a gap', fraction, 0.5)
    .option('--phrases <file>', 'more phrases that mean the bot did not know, one per line; - for stdin')
    .option('--only-phrases', 'use only the phrases of --phrases, and none of the known ones')
    .option('--signals <names>', `only these signals: ${signals.join(', ')} (default: all)`, signalNames)
    .option('--min-count <n>', 'only gaps that were asked at least N times', wholeNumber(1, 1_000_000), 1)
    .option('--limit <n>', 'only the N worst gaps', wholeNumber(1, 10_000), 50)
    .option('--from <file>', 'read a JSON or NDJSON file of convos export instead of the API')
    .addOption(
      new Option('--format <format>', 'output format (default: table on a terminal, CSV in a pipe)').choices([
        ...gapFormats,
      ]),
    )
    .option('--out <file>', 'write to a .csv, .tsv, .md, .html, .json or .yaml file atomically')
    .option('--force', 'overwrite the file of --out')
    .option(
      '--redact <kinds>',
      'replace email, phone or name (comma-separated) with tokens; same value, same token',
      redactionList,
    )
    .option('--to-qa <file>', 'add the questions to a Markdown file in which a person writes the answers')
    .option('--to-tests <file>', 'add a test for each question to a file of tests run');
  addMkdir(command)
    .option('--concurrency <n>', 'number of parallel requests', wholeNumber(1, 16), 4)
    .option('--rate <n/s>', 'maximum requests per second, or per minute (30/m)', requestRate)
    .action(acting<Options>(cli, async () => (await import('./gaps.run.js')).findGaps));
}

function signalNames(text: string): readonly Signal[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !signals.includes(name as Signal));
  if (unknown === undefined) return names as readonly Signal[];
  const close = nearest(unknown, signals);
  throw new InvalidArgumentError(
    `${close === undefined ? '' : `Did you mean "${close}"? `}Use a comma-separated list of ${signals.join(', ')}.`,
  );
}
