import { type Command, InvalidArgumentError, Option } from 'commander';
import { durationAdvice, readDuration } from '../base/duration.js';
import { type Ending, Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';

/** What every command gets: the world, and a way to say how it ended. */
export type Cli = {
  readonly io: Io;
  /** Runs another command line in this process, with some of the environment changed. For the guided tour. */
  readonly run: (argv: readonly string[], io: Io) => Promise<number>;
  readonly end: (ending: Ending) => void;
  /** Takes the help text, which is printed when it is whole. */
  readonly help: (text: string) => void;
};

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

/**
 * Makes a command's action out of its run: options come typed, with those of the program among them, and what the run
 * returns is how the command ended. `--color` is undefined unless the user said --no-color.
 */
export function acting<O extends Omit<Common, 'format'> & { readonly format?: string | undefined }>(
  cli: Cli,
  run: (io: Io, options: O, ...args: string[]) => Promise<Ending | undefined>,
) {
  return async function (this: Command): Promise<void> {
    const options = this.optsWithGlobals<O>();
    refuseFormat(this, options.format);
    const colour = options.color === false ? false : undefined;
    const typed = new Set(
      Object.keys(options).filter((name) => this.getOptionValueSourceWithGlobals(name) === 'cli'),
    );
    const ending = await run(cli.io, { ...options, color: colour, typed }, ...(this.args as string[]));
    cli.end(ending ?? 'done');
  };
}

/** Throws Failure 'usage' for a format that the command does not offer, by its own flag or that of all commands. */
function refuseFormat(command: Command, format: string | undefined): void {
  const choices = formatsOf(command);
  if (format === undefined || choices.includes(format)) return;
  throw new Failure(
    'usage',
    `Option '--format <format>' argument '${format}' is invalid. Allowed choices are ${choices.join(', ')}`,
    { advice: 'Choose one of them' },
  );
}

function formatsOf(command: Command): readonly string[] {
  const own = command.options.find(({ long }) => long === '--format');
  if (own !== undefined || command.parent === null) return own?.argChoices ?? [];
  return formatsOf(command.parent);
}

/** The same for a command that does something: for `--fields` without a value nothing is done, the fields are listed. */
export function doing<O extends Common>(
  cli: Cli,
  run: (io: Io, options: O, ...args: string[]) => Promise<undefined>,
) {
  return acting<O>(cli, async (io, options, ...args) => {
    const { checkDeedFields, printDeedFields } = await import('../terminal/done.js');
    if (options.fields === true) return printDeedFields(io, options);
    checkDeedFields(options);
    return run(io, options, ...args);
  });
}

/** Throws Failure 'usage' for an output that a command has no use for, instead of ignoring the flag. */
export function refuseFormats({ format, fields }: Common, command: string): void {
  if (fields !== undefined)
    throw new Failure('usage', `${command} prints no list, so there are no --fields to choose`, {
      advice: 'Leave it out',
    });
  if (format !== undefined && format !== 'table' && format !== 'json') {
    throw new Failure('usage', `${command} cannot print as ${format}`, {
      advice: 'Use --json, or leave it out',
    });
  }
}

/** Collects a flag that may be given more than once. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Reads a temperature: 0 (always the same) to 1. */
export function fraction(text: string): number {
  if (/^(0|1|0?\.\d{1,3}|[01]\.0{1,3})$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It takes a number from 0 to 1, such as 0.7.');
}

/** Reads a whole number between two bounds. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d{1,9}$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It takes a whole number from ${least} to ${most}.`);
  };
}

/** Reads a duration, in milliseconds. */
export function duration(text: string): number {
  const ms = readDuration(text);
  if (typeof ms === 'number') return ms;
  throw new InvalidArgumentError(`It ${ms}. ${durationAdvice}.`);
}

/** Reads a rate, in requests per second: `5/s`, `30/m`. */
export function requestRate(text: string): number {
  const [, amount, unit] = /^(\d{1,4}(?:\.\d{1,3})?)(?:\/(s|m))?$/.exec(text) ?? [];
  const rate = Number(amount) / (unit === 'm' ? 60 : 1);
  if (amount !== undefined && rate > 0 && rate < 1000) return rate;
  throw new InvalidArgumentError('It takes a number per second or minute, such as 5/s or 30/m.');
}
