import { type Command, Option } from 'commander';
import type { Common } from '../../../cli/common-options.js';
import { requestRate, wholeNumber } from '../../../cli/parsers.js';
import { addRange, type RangeFlags } from '../day-range-flags.js';
import { hideShadowed } from './flags.js';

export type StatsFlags = Omit<Common, 'format'> &
  RangeFlags & {
    readonly format?: 'table' | 'json' | 'csv' | 'html';
    readonly out?: string;
    readonly force?: boolean;
    readonly concurrency: number;
    readonly rate?: number;
  };

export function addStatsFlags(command: Command): Command {
  return hideShadowed(addRange(command))
    .addOption(
      new Option(
        '--format <format>',
        'a report on a terminal, CSV in a pipe; html is a page with charts',
      ).choices([...['table', 'json', 'csv', 'html']]),
    )
    .option('--out <file>', 'a .html, .json or .csv file, written whole or not at all')
    .option('--force', 'replace the file if it is there')
    .option('--concurrency <n>', 'pages on their way at once', wholeNumber(1, 16), 4)
    .option(
      '--rate <n/s>',
      'requests per second, or per minute (30/m), that are never exceeded',
      requestRate,
    );
}
