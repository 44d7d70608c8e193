import { type Command, Option } from 'commander';
import { type Rendering, renderings } from '../../terminal/reply/printer.js';
import type { Common } from '../../cli/common-options.js';
import { collect, fraction, requestRate, wholeNumber } from '../../cli/parsers.js';

export type ChatOptions = Common & {
  readonly message?: string;
  readonly model?: string;
  readonly temperature?: number;
  readonly save?: string | true;
  readonly contact?: string;
  readonly greeting?: boolean;
  readonly retry: boolean;
  readonly strict?: boolean;
  readonly maxCredits?: number;
  readonly yes?: boolean;
  readonly jsonl?: boolean;
  readonly safe?: boolean;
  readonly stats?: boolean;
  readonly render: Rendering;
  readonly wrap?: number;
  readonly continue?: boolean;
  readonly reopen?: string | true;
  readonly fromConversation?: string;
  readonly session: boolean;
  readonly history: boolean;
  readonly screenReader?: boolean;
  readonly stream?: boolean;
  readonly bell?: boolean;
  readonly osc52?: boolean;
  readonly testFile: string;
  readonly lane?: readonly string[];
  readonly models?: string;
  readonly bots?: string;
  readonly label?: readonly string[];
  readonly serial?: boolean;
  readonly columns?: boolean;
  readonly diff?: boolean;
  readonly blind?: boolean;
  readonly repeat: number;
  readonly batch?: string;
  readonly out?: string;
  readonly resume?: boolean;
  readonly separator?: string;
  readonly column?: string;
  readonly concurrency: number;
  readonly rate?: number;
  readonly dryRun?: boolean;
  readonly bail?: boolean;
  readonly test?: string;
  readonly only?: string;
  readonly judge?: string;
  readonly update?: boolean;
  readonly retryErrors?: boolean;
  readonly junit?: string;
  readonly md?: string;
  readonly replay?: string | true;
  readonly since?: string;
  readonly limit: number;
  readonly atLeast: number;
};

export function addChatFlags(command: Command): Command {
  addTalkFlags(command);
  addCompareFlags(command);
  return addFileFlags(command);
}

function addTalkFlags(command: Command): Command {
  return command
    .optionsGroup('Talking:')
    .option('-m, --message <text>', 'the question, when it must not be taken for flags')
    .option('--model <name>', 'a model other than the bot’s own; any name is passed on')
    .option('--temperature <n>', '0 (always the same) to 1', fraction)
    .option('--save [id]', 'save the conversation in the dashboard, under this id of yours or a new one')
    .option('--contact <id>', 'the contact who asks')
    .option('--greeting', 'begin with the greeting of the bot, as its widget does')
    .option('--no-retry', 'never ask twice, not even after a 429')
    .option('--strict', 'an answer whose end is not proven counts as cut off; asks with --no-stream')
    .option(
      '--max-credits <n>',
      'refuse the call that would cost more than this in all',
      wholeNumber(1, 1_000_000),
    )
    .option('-y, --yes', 'do not ask before more than 20 credits are spent')
    .option('--jsonl', 'a line of JSON for each piece as it comes')
    .option('--safe', 'control characters as text in a pipe as well')
    .option('--stats', 'say how long it took, and what it may have cost')
    .addOption(
      new Option('--render <how>', 'styled Markdown, or the text as it is')
        .choices([...renderings])
        .default('auto'),
    )
    .option('--wrap <columns>', 'break lines between words', wholeNumber(20, 1000))
    .option('-c, --continue', 'go on with the last conversation')
    .option('-r, --reopen [id]', 'go on with this conversation: the beginning of its id, or its name')
    .option('--from-conversation <id>', 'go on with a copy of a conversation of the dashboard')
    .option('--no-session', 'keep nothing of the conversation on the disk')
    .option('--no-history', 'keep nothing of what is typed for the arrow keys')
    .option('--screen-reader', 'words instead of signs, a reply when it is whole (ACCESSIBLE=1)')
    .option(
      '--stream',
      'the answer as it comes, also with --strict, --screen-reader, batches, tests and replays',
    )
    .option('--no-stream', 'request the whole answer at once, so that its end is always verified')
    .option('--bell', 'with --screen-reader: ring when a reply has ended')
    .option('--osc52', 'let /copy ask the terminal itself to take the text')
    .option('--test-file <file>', 'where /expect and /record write', 'cbase-tests.yaml');
}

function addCompareFlags(command: Command): Command {
  return command
    .optionsGroup('Comparing:')
    .option('--lane <bot=…,model=…>', 'a bot, a model, a temperature; give two to six', collect)
    .option('--models <a,b>', 'these models')
    .option('--bots <a,b>', 'these bots')
    .option('--label <name>', 'what a lane is called, in their order', collect)
    .option('--serial', 'one lane after the other')
    .option('--columns', 'side by side, when all have ended')
    .option('--diff', 'the words that differ from the first lane')
    .option('--blind', 'shuffle the lanes and hide which is which until one is picked')
    .option(
      '--repeat <n>',
      'ask each lane so often, and say how far its answers differ',
      wholeNumber(1, 20),
      1,
    );
}

function addFileFlags(command: Command): Command {
  return command
    .optionsGroup('Batches, tests and replays:')
    .option('--batch <file>', 'ask every prompt of a .txt, .jsonl or .csv; - reads stdin')
    .option('--separator <line>', 'batch: the line between prompts of several lines')
    .option('--column <name>', 'batch: the column of a .csv that holds the prompts')
    .option('--test <file>', 'run a YAML file of tests')
    .option('--only <text>', 'test: those whose name holds this')
    .option('--judge <bot>', 'test: the bot that grades "judge" assertions')
    .option('--update', 'test: write the new answers into the "same_as" baselines')
    .option('--retry-errors', 'test: run those once more that could not be judged')
    .option('--replay [file]', 'ask again what customers asked: conversations from convos export')
    .option('--since <day>', 'replay: fetch the conversations from this day on (7d)')
    .option('--limit <n>', 'replay: at most so many conversations', wholeNumber(1, 100_000), 100)
    .option('--at-least <share>', 'replay: so much of the words must be the same', fraction, 1)
    .option('--out <file>', 'batch, replay: write lines of JSON here')
    .option('--resume', 'batch, replay: go on with the file of --out')
    .option('--concurrency <n>', 'batch, test, replay: calls at once', wholeNumber(1, 16), 2)
    .option('--rate <n/s>', 'batch, test, replay: calls per second, or minute (30/m)', requestRate)
    .option('--dry-run', 'batch, test, replay: check everything and say what it may cost; ask nothing')
    .option('--bail', 'batch, replay: stop at the first that is not answered')
    .option('--junit <file>', 'test, replay: a JUnit report')
    .option('--md <file>', 'test, replay: Markdown for a pull request');
}
