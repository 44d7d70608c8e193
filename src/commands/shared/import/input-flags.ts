import { type Command, InvalidArgumentError, Option } from 'commander';
import { wholeNumber } from '../../../cli/parsers.js';
import { formats, quoteChoices, type ReadingOptions } from '../../../contacts/reading/options.js';

/** The flags that say how a file is read. */
export type InputFlags = {
  readonly formatIn: (typeof formats)[number];
  readonly encoding: ReadingOptions['encoding'];
  readonly delimiter?: string;
  readonly header?: boolean;
  readonly quote: NonNullable<ReadingOptions['quote']>;
  readonly skipLines?: number;
  readonly sheet?: string;
  readonly shortRows: NonNullable<ReadingOptions['shortRows']>;
};

export function addInputFlags(command: Command): void {
  command
    .addOption(choice('--format-in <format>', 'format of the file', formats))
    .option(
      '--encoding <name>',
      'character encoding of the file: utf-8, utf-16le, windows-1250, macintosh, shift_jis …',
      'auto',
    )
    .option('--sheet <name>', 'sheet of an .xlsx workbook, by name or number (default: the first)')
    .option('--delimiter <character>', 'cell delimiter: , ; | or tab', oneCharacter)
    .addOption(
      choice('--quote <character>', 'what cells are quoted with; none: quotes are text', quoteChoices),
    )
    .option('--skip-lines <n>', 'skip the first N lines of the file', wholeNumber(0, 999_999))
    .addOption(
      choice('--short-rows <what>', 'reject rows that lack cells, or read those as blank', [
        'reject',
        'blank',
      ]),
    )
    .option('--header', 'treat the first line as the header, even if it looks like data')
    .option('--no-header', 'treat the first line as a row; columns are named 1, 2, 3 …');
}

export function readingOf(options: InputFlags): ReadingOptions {
  const { formatIn, encoding, delimiter, header, quote, skipLines, shortRows, sheet } = options;
  return {
    format: formatIn,
    encoding,
    delimiter,
    hasHeader: header !== false,
    isHeaderForced: header === true,
    rules: 2,
    quote,
    skipLines,
    shortRows,
    sheet,
  };
}

/** A flag with its choices, of which the first is the default. */
function choice(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, description).choices(choices).default(choices[0]);
}

function oneCharacter(text: string): string {
  if (text === 'tab' || text === '\\t') return '\t';
  if ([...text].length === 1 && text !== '"' && text.charCodeAt(0) < 0x80) return text;
  throw new InvalidArgumentError('Use one character or the word tab.');
}
