import { Writable } from 'node:stream';
import type { Command } from 'commander';
import { plain } from '../base/escape/terminal.js';
import { type Ending, Failure, gravest } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { yamlText } from '../base/yaml-text.js';
import { type JqFilter, jqFilter } from '../terminal/jq.js';
import { formats } from '../terminal/output.js';
import { writeErr, writeOut } from '../terminal/streams.js';

/** The flags that say what becomes of the output of a command, beside its format. */
export type DocumentFlags = {
  readonly format?: string | undefined;
  readonly json?: boolean | undefined;
  readonly jsonl?: boolean | undefined;
  readonly jq?: string | undefined;
  readonly noHeader?: boolean | undefined;
  readonly header?: boolean | undefined;
};

/** How a command runs whose JSON document is printed in another shape. */
type Reshaped<O> = {
  /** Collects what the command writes to stdout. */
  readonly io: Io;
  readonly options: O;
  /** Prints what the document became. Throws Failure 'usage', or of a graver kind `ending`, if --jq fails on it. */
  readonly print: (ending: Ending) => Promise<void>;
};

/**
 * Prepares a command for --jq, --format yaml and --no-header, before it does anything. `printsDocument` is false for one that
 * prints no JSON document. Throws Failure 'usage' for flags that cannot be combined, and for an invalid jq expression.
 */
export async function reshaped<O extends DocumentFlags>(
  command: Command,
  io: Io,
  given: O,
  printsDocument: boolean,
): Promise<Reshaped<O>> {
  const options = withOwnHeader(command, given);
  const isYaml = options.format === 'yaml' && !options.json && !hasOtherFormats(command);
  refuseHeader(options);
  if (options.jq === undefined && !isYaml) return { io, options, print: async () => {} };
  const flag = options.jq === undefined ? '--format yaml' : '--jq';
  refuseDocument(options, flag, printsDocument);
  const reshape = options.jq === undefined ? asYaml(io) : filtering(io, await jqFilter(options.jq));
  const parts: Buffer[] = [];
  return {
    io: { ...io, stdout: collector(parts) },
    options: { ...options, format: undefined, json: true },
    print: (ending) => reshape(Buffer.concat(parts).toString('utf8'), ending),
  };
}

type Reshape = (document: string, ending: Ending) => Promise<void>;

function asYaml(io: Io): Reshape {
  return async (document) => {
    if (document !== '') await writeOut(io, await yamlText(JSON.parse(document)));
  };
}

function filtering(io: Io, filter: JqFilter): Reshape {
  return async (document, ending) => {
    const { results, notes } = await filter(document).catch((error: unknown) => {
      throw ofGravest(error, ending);
    });
    if (notes !== '') writeErr(io, plain(notes));
    const text = results.map((result) => `${result}\n`).join('');
    await writeOut(io, io.stdout.isTTY ? plain(text) : text);
  };
}

/** What the command has done counts more than what its output could not be made into. */
function ofGravest(error: unknown, ending: Ending): unknown {
  if (!(error instanceof Failure)) return error;
  const kind = gravest([ending, error.kind]);
  return kind === 'done' ? error : new Failure(kind, error.message, error.more);
}

function collector(parts: Buffer[]): Writable {
  return new Writable({
    write: (chunk: Buffer, _, done) => {
      parts.push(chunk);
      done();
    },
  });
}

/** Throws Failure 'usage' if there is no document for the flag to work on. */
function refuseDocument({ format, jsonl }: DocumentFlags, flag: string, printsDocument: boolean): void {
  const isOther = flag === '--jq' && format !== undefined && format !== 'json';
  if (isOther)
    throw new Failure('usage', `--jq filters JSON, so it does not go with --format ${format}`, {
      advice: 'Leave out one of them',
    });
  if (jsonl)
    throw new Failure('usage', `${flag} needs one JSON document, and --jsonl prints many`, {
      advice: 'Leave out one of them',
    });
  if (!printsDocument)
    throw new Failure('usage', `This command prints no JSON document, so it does not support ${flag}`, {
      advice: 'Leave it out',
    });
}

const withoutHeader: readonly (string | undefined)[] = ['json', 'ndjson', 'yaml', 'id'];

function refuseHeader({ noHeader, json, jq, format }: DocumentFlags): void {
  const other = jq !== undefined ? '--jq' : json ? '--json' : `--format ${format}`;
  const isWithout = jq !== undefined || json === true || withoutHeader.includes(format);
  if (noHeader && isWithout)
    throw new Failure('usage', `--no-header goes with a table, CSV or TSV, not with ${other}`, {
      advice: 'Leave it out',
    });
}

/** Where --no-header is about the input of a command, the flag of that name is its own. */
function withOwnHeader<O extends DocumentFlags>(command: Command, options: O): O {
  if (!options.noHeader || !hasOwn(command, '--no-header')) return options;
  return { ...options, noHeader: undefined, header: false };
}

/** Whether the formats of a command are others than those of most: then it makes YAML itself, if it does. */
function hasOtherFormats({ options }: Command): boolean {
  const own = options.find(({ long }) => long === '--format')?.argChoices;
  return own !== undefined && !formats.every((format) => own.includes(format));
}

function hasOwn({ options }: Command, name: string): boolean {
  return options.some(({ long }) => long === name);
}
