import type { Command } from 'commander';
import { type Ending, Failure, MissingKey } from '../base/failure.js';
import type { Io } from '../base/io.js';
import type { Common } from './common-options.js';
import type { DocumentFlags } from './document.js';
import { type AccountFlag, tellIgnored } from './ignored-flags.js';

/** What every command gets: access to the outside, and a way to report how it ended. */
export type Cli = {
  readonly io: Io;
  /** The words of the command line. */
  readonly argv?: readonly string[];
  /** Runs another command line in this process, with some of the environment changed. For the guided tour. */
  readonly run: (argv: readonly string[], io: Io) => Promise<number>;
  readonly end: (ending: Ending) => void;
  /** Takes what commander prints itself: the version. */
  readonly print: (text: string) => void;
};

/** What a command does: its options come typed, and what it returns is how it ended (`done` when it returns nothing). */
export type Run<O> = (io: Io, options: O, ...args: string[]) => Promise<Ending | undefined>;

/** What sets a command apart from others. */
export type Traits<O> = {
  /** Whether a missing key makes it offer to log in; true by default. */
  readonly offersLogin?: boolean;
  /** Global flags that it has no use for. */
  readonly ignores?: readonly AccountFlag[];
  /** Whether it can print one JSON document; true by default. */
  readonly printsDocument?: boolean | ((options: O) => boolean);
};

/**
 * Turns a run function into the action of a command: options are typed and include the global ones, and the function
 * returns how the command ended. `--color` is undefined unless the user passed --no-color.
 */
export function acting<O extends Omit<Common, 'format'> & { readonly format?: string | undefined }>(
  cli: Cli,
  load: () => Promise<Run<O>>,
  { offersLogin = true, ignores = [], printsDocument = true }: Traits<O> = {},
) {
  return async function (this: Command): Promise<void> {
    const typedOptions = this.optsWithGlobals<O>();
    refuseFormat(this, typedOptions.format);
    const hasDocument = typeof printsDocument === 'function' ? printsDocument(typedOptions) : printsDocument;
    const { io, options, print } = await reshapedFor(this, cli.io, typedOptions, hasDocument);
    const colour = options.color === false ? false : undefined;
    const typed = new Set(
      Object.keys(options).filter((name) => this.getOptionValueSourceWithGlobals(name) === 'cli'),
    );
    tellIgnored(io, { ...options, typed }, pathOf(this), ignores);
    const run = await load();
    const given = { ...options, color: colour, typed, words: cli.argv };
    const runCommand = () => run(io, given, ...(this.args as string[]));
    const ending = await runCommand().catch(async (error: unknown) => {
      // Where there is no terminal, nothing can be offered, and what offers it need not be loaded.
      if (!(error instanceof MissingKey && offersLogin && io.stderr.isTTY)) throw error;
      const { offerLogin } = await import('./offer-login.js');
      const runDemo = () => cli.run(['demo'], io);
      return offerLogin(io, { ...options, color: colour }, { missing: error, runCommand, runDemo });
    });
    cli.end(ending ?? 'done');
    await print?.(ending ?? 'done');
  };
}

/** What --jq, --format yaml and --no-header make of a command; few are run with one of them, so the code is loaded only then. */
async function reshapedFor<O extends DocumentFlags>(
  command: Command,
  io: Io,
  options: O,
  printsDocument: boolean,
): Promise<{ io: Io; options: O; print?: (ending: Ending) => Promise<void> }> {
  if (options.jq === undefined && options.format !== 'yaml' && !options.noHeader) return { io, options };
  const { reshaped } = await import('./document.js');
  return reshaped(command, io, options, printsDocument);
}

/** The words of a command: `bots list`. */
function pathOf(command: Command): string {
  const parent =
    command.parent === null || command.parent.parent === null ? '' : `${pathOf(command.parent)} `;
  return `${parent}${command.name()}`;
}

/** Throws Failure 'usage' for a format that the command does not offer, by its own flag or the global one. */
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

/** The same for a command that changes something: `--fields` without a value only lists the fields. */
export function doing<O extends Common>(cli: Cli, load: () => Promise<Run<O>>, traits: Traits<O> = {}) {
  const listing = async (): Promise<Run<O>> => {
    const { checkDeedFields, printDeedFields } = await import('../terminal/done.js');
    return async (io, options, ...args) => {
      if (options.fields === true) return printDeedFields(io, options);
      checkDeedFields(options);
      return (await load())(io, options, ...args);
    };
  };
  return acting<O>(cli, listing, traits);
}

/** Throws Failure 'usage' for an output that a command does not support, instead of ignoring the flag. */
export function refuseFormats({ format, fields, noHeader }: Common, command: string): void {
  const flag = fields !== undefined ? '--fields' : noHeader ? '--no-header' : undefined;
  if (flag !== undefined)
    throw new Failure('usage', `${command} prints no list, so it does not support ${flag}`, {
      advice: 'Leave it out',
    });
  if (format !== undefined && format !== 'table' && format !== 'json') {
    throw new Failure('usage', `${command} does not support --format ${format}`, {
      advice: 'Use --json, or leave it out',
    });
  }
}
