import type { Command } from 'commander';
import type { Common } from '../../../cli/common-options.js';
import { fraction, requestRate, wholeNumber } from '../../../cli/parsers.js';

/** How questions are asked, whatever asks them. */
export type AskFlags = Common & {
  readonly model?: string;
  readonly temperature?: number;
  readonly contact?: string;
  readonly retry: boolean;
  readonly strict?: boolean;
  readonly stream?: boolean;
  readonly maxCredits?: number;
  readonly yes?: boolean;
};

/** The first flags of everything that asks: who answers, and how. */
export function addModelFlags(command: Command): Command {
  return command
    .option('--model <name>', 'a model other than the bot’s own; any name is passed on')
    .option('--temperature <n>', '0 (always the same) to 1', fraction);
}

/** How far everything that asks may go. */
export function addCallFlags(command: Command): Command {
  return command
    .option('--contact <id>', 'the contact who asks')
    .option('--no-retry', 'never ask twice, not even after a 429')
    .option('--strict', 'an answer whose end is not proven counts as cut off; asks with --no-stream')
    .option(
      '--max-credits <n>',
      'refuse the call that would cost more than this in all',
      wholeNumber(1, 1_000_000),
    )
    .option('-y, --yes', 'do not ask before more than 20 credits are spent');
}

/** The flags of everything that asks the prompts of a file. */
export type FileFlags = AskFlags & {
  readonly concurrency: number;
  readonly rate?: number;
  readonly dryRun?: boolean;
};

export function addFileFlags(command: Command): Command {
  return addCallFlags(addModelFlags(command))
    .option('--stream', 'ask for each answer as it comes; by default it is requested whole')
    .option('--concurrency <n>', 'calls at once', wholeNumber(1, 16), 2)
    .option('--rate <n/s>', 'calls per second, or minute (30/m)', requestRate)
    .option('--dry-run', 'check everything and say what it may cost; ask nothing');
}

/** Where the lines of a batch or a replay go. */
export type LinesFlags = {
  readonly out?: string;
  readonly resume?: boolean;
  readonly bail?: boolean;
};

export function addLinesFlags(command: Command): Command {
  return command
    .option('--out <file>', 'write lines of JSON here')
    .option('--resume', 'go on with the file of --out')
    .option('--bail', 'stop at the first that is not answered');
}

/** The reports of tests and replays. */
export type ReportFlags = { readonly junit?: string; readonly md?: string };

export function addReportFlags(command: Command): Command {
  return command
    .option('--junit <file>', 'a JUnit report')
    .option('--md <file>', 'Markdown for a pull request');
}
