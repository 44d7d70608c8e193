import { type Command, Option } from 'commander';

/** The flags that every command has. */
export type Common = {
  readonly bot?: string | undefined;
  readonly profile?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly local?: boolean | undefined;
  readonly format?: 'table' | 'json' | 'ndjson' | 'yaml' | 'csv' | 'tsv' | 'id' | undefined;
  readonly json?: boolean | undefined;
  readonly jq?: string | undefined;
  readonly fields?: string | true | undefined;
  readonly noHeader?: boolean | undefined;
  readonly quiet?: boolean | undefined;
  readonly verbose?: boolean | undefined;
  readonly color?: boolean | undefined;
  readonly input?: boolean | undefined;
  readonly timeout?: string | undefined;
  /** The options that were typed, as opposed to those that have their default value. */
  readonly typed?: ReadonlySet<string>;
  /** The command line as it was typed, without `cbase`. */
  readonly words?: readonly string[];
};

export function addCommonOptions(program: Command): void {
  program
    .option('-b, --bot <id|name>', 'id or name of the bot')
    .option('--profile <name>', 'use a named set of key, base URL and default bot')
    .option('--base-url <url>', 'base URL of the API')
    .option('--local', 'use the embedded emulator instead of the network; needs no key')
    .addOption(
      // Exports have other formats, so the choice is checked per command (see `acting`).
      new Option('--format <format>', 'output format (default: table on a terminal, CSV in a pipe)')
        .choices(['table', 'json', 'ndjson', 'yaml', 'csv', 'tsv', 'id'])
        .argParser((text: string) => text),
    )
    .option('--json', 'same as --format json')
    .option(
      '--jq <expression>',
      'filter the JSON output with a jq expression; strings are printed as they are',
    )
    .option('--fields [a,b]', 'choose and order the columns; without a value, list them')
    .addOption(noHeader())
    .option('-q, --quiet', 'no progress and no hints: only errors on stderr')
    .option('-v, --verbose', 'log each request to stderr: method, URL, status, time')
    .option('--no-color', 'disable color')
    .option('--no-input', 'never prompt; fail and name the missing flag instead')
    .option(
      '--timeout <duration>',
      'how long to wait for a response to start (default 120s; 0 for no limit)',
    );
}

/** `contacts import` has a `--header` of its own, for which the negative flag must not set a default. */
function noHeader(): Option {
  const option = new Option('--no-header', 'omit the line of column names: csv, tsv and table');
  option.negate = false;
  return option;
}
