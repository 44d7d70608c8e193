import { type Command, Option } from 'commander';

/** The flags that every command has. */
export type Common = {
  readonly bot?: string | undefined;
  readonly profile?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly local?: boolean | undefined;
  readonly format?: 'table' | 'json' | 'ndjson' | 'csv' | 'id' | undefined;
  readonly json?: boolean | undefined;
  readonly fields?: string | true | undefined;
  readonly quiet?: boolean | undefined;
  readonly verbose?: boolean | undefined;
  readonly color?: boolean | undefined;
  readonly input?: boolean | undefined;
  readonly timeout?: string | undefined;
  /** Which options were typed, as against those that have their usual value. */
  readonly typed?: ReadonlySet<string>;
};

export function addCommonOptions(program: Command): void {
  program
    .option('-b, --bot <id|name>', 'the bot (CHATBASE_BOT_ID)')
    .option('--profile <name>', 'a named set of key, base URL and default bot (CBASE_PROFILE)')
    .option('--base-url <url>', 'where the API is (CHATBASE_BASE_URL)')
    .option('--local', 'use the embedded emulator instead of the network; needs no key (CBASE_LOCAL=1)')
    .addOption(
      // Exports know other formats, so what is chosen is checked against the command (see `acting`).
      new Option('--format <format>', 'how to print: a table on a terminal, CSV in a pipe')
        .choices(['table', 'json', 'ndjson', 'csv', 'id'])
        .argParser((text: string) => text),
    )
    .option('--json', 'the same as --format json')
    .option('--fields [a,b]', 'choose and order the columns; without a value it lists them')
    .option('-q, --quiet', 'no progress, no hints: nothing on stderr but errors')
    .option('-v, --verbose', 'log each request to stderr: method, URL, status, time')
    .option('--no-color', 'no colour (NO_COLOR)')
    .option('--no-input', 'ask no questions; name the missing flag instead (CI)')
    .option(
      '--timeout <duration>',
      'how long to wait for an answer to begin, default 120s, 0 for no limit (CBASE_TIMEOUT)',
    );
}
