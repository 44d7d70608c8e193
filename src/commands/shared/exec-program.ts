import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { splitCommand } from '../../base/command-line.js';
import { Failure } from '../../base/failure.js';
import type { FeedDeps } from '../../base/fed-program.js';
import type { Io } from '../../base/io.js';

const usualMs = 30_000;

/** The program that --exec names. Throws Failure 'usage' for what only a shell could run, and for a program that is not there. */
export async function execProgram(io: Io, exec: string, timeoutMs: number | undefined): Promise<FeedDeps> {
  const command = splitCommand(exec, '--exec');
  await refuseMissing(io, command[0]);
  return { feeds: io.feeds, command, timeoutMs: timeoutMs || usualMs };
}

async function refuseMissing({ env }: Io, program: string): Promise<void> {
  const places = program.includes('/')
    ? [program]
    : (env.PATH ?? '').split(delimiter).map((directory) => join(directory, program));
  for (const place of places)
    if (
      await access(place, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return;
  throw new Failure('usage', `--exec: there is no program "${program}" that can be run`, {
    advice: 'Check its name and its permissions',
  });
}
