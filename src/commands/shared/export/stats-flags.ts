import { type Command, Option } from 'commander';
import type { Common } from '../../../cli/common-options.js';
import { requestRate, wholeNumber } from '../../../cli/parsers.js';
import { addRange, type RangeFlags } from '../day-range-flags.js';
import { addMkdir, type MkdirFlag } from '../mkdir-flag.js';

export type StatsFlags = Omit<Common, 'format'> &
  RangeFlags &
  MkdirFlag & {
    readonly format?: 'table' | 'json' | 'yaml' | 'csv' | 'tsv' | 'html';
    readonly out?: string;
    readonly force?: boolean;
    readonly compare: boolean;
    readonly concurrency: number;
    readonly rate?: number;
  };

export function addStatsFlags(command: Command): Command {
  const file = addRange(command)
    .option('--no-compare', 'with --since: do not read and show the period before')
    .addOption(
      new Option(
        '--format <format>',
        'output format (default: table on a terminal, CSV in a pipe); html has charts',
      ).choices([...['table', 'json', 'yaml', 'csv', 'tsv', 'html']]),
    )
    .option('--out <file>', 'write to a .html, .json, .yaml, .csv or .tsv file atomically')
    .option('--force', 'overwrite an existing file');
  return addMkdir(file)
    .option('--concurrency <n>', 'number of parallel requests', wholeNumber(1, 16), 4)
    .option('--rate <n/s>', 'maximum requests per second, or per minute (30/m)', requestRate);
}
