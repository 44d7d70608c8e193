import type { Command } from 'commander';
import type { Common } from '../../../cli/common-options.js';
import { fraction, requestRate, wholeNumber } from '../../../cli/parsers.js';
import { addMkdir, type MkdirFlag } from '../mkdir-flag.js';

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
    .option('--model <name>', 'use this model instead of the bot’s own (list: cbase models)')
    .option('--temperature <n>', 'sampling temperature: 0 (least random) to 1', fraction);
}

/** How far everything that asks may go. */
export function addCallFlags(command: Command): Command {
  return command
    .option('--contact <id>', 'id of the contact who is asking')
    .option('--no-retry', 'never retry a request, not even after a 429')
    .option('--strict', 'treat a reply without a confirmed end as cut off; implies --no-stream')
    .option(
      '--max-credits <n>',
      'stop before spending more than N credits in total',
      wholeNumber(1, 1_000_000),
    )
    .option('-y, --yes', 'do not ask for confirmation before spending more than 20 credits');
}

/** The flags of everything that asks the prompts of a file. */
export type FileFlags = AskFlags & {
  readonly concurrency: number;
  readonly rate?: number;
  readonly dryRun?: boolean;
};

export function addFileFlags(command: Command): Command {
  return addCallFlags(addModelFlags(command))
    .option('--stream', 'stream answers as they arrive (default: request each one whole)')
    .option('--concurrency <n>', 'maximum concurrent calls', wholeNumber(1, 16), 2)
    .option('--rate <n/s>', 'maximum calls per second or minute (30/m)', requestRate)
    .option('--dry-run', 'validate and estimate the cost; send nothing');
}

/** Where the lines of a batch or a replay go. */
export type LinesFlags = MkdirFlag & {
  readonly out?: string;
  readonly resume?: boolean;
  readonly bail?: boolean;
};

export function addLinesFlags(command: Command): Command {
  return addMkdir(command.option('--out <file>', 'write JSON lines to this file'))
    .option('--resume', 'resume the run in the --out file')
    .option('--bail', 'stop at the first prompt that is not answered');
}

/** The reports of tests and replays. */
export type ReportFlags = { readonly junit?: string; readonly md?: string };

export function addReportFlags(command: Command): Command {
  return command
    .option('--junit <file>', 'write a JUnit report')
    .option('--md <file>', 'write a Markdown report for a pull request');
}
