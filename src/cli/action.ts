import type { Command } from 'commander';
import { type Ending, Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import type { Common } from './common-options.js';

/** What every command gets: the world, and a way to say how it ended. */
export type Cli = {
  readonly io: Io;
  /** Runs another command line in this process, with some of the environment changed. For the guided tour. */
  readonly run: (argv: readonly string[], io: Io) => Promise<number>;
  readonly end: (ending: Ending) => void;
  /** Takes the help text, which is printed when it is whole. */
  readonly help: (text: string) => void;
};

/** What a command does: its options come typed, and what it returns is how it ended (`done` when it returns nothing). */
export type Run<O> = (io: Io, options: O, ...args: string[]) => Promise<Ending | undefined>;

/**
 * Makes a command's action out of its run: options come typed, with those of the program among them, and what the run
 * returns is how the command ended. `--color` is undefined unless the user said --no-color.
 */
export function acting<O extends Omit<Common, 'format'> & { readonly format?: string | undefined }>(
  cli: Cli,
  load: () => Promise<Run<O>>,
) {
  return async function (this: Command): Promise<void> {
    const options = this.optsWithGlobals<O>();
    refuseFormat(this, options.format);
    const colour = options.color === false ? false : undefined;
    const typed = new Set(
      Object.keys(options).filter((name) => this.getOptionValueSourceWithGlobals(name) === 'cli'),
    );
    const run = await load();
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
export function doing<O extends Common>(cli: Cli, load: () => Promise<Run<O>>) {
  return acting<O>(cli, async () => {
    const { checkDeedFields, printDeedFields } = await import('../terminal/done.js');
    return async (io, options, ...args) => {
      if (options.fields === true) return printDeedFields(io, options);
      checkDeedFields(options);
      return (await load())(io, options, ...args);
    };
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
